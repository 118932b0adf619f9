package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.Preflight;
import dev.cdcnotifier.inspection.Inspection;
import dev.cdcnotifier.runner.Wiring;
import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.config.RunnerConfig;
import dev.cdcnotifier.runner.config.StreamConfig;
import dev.cdcnotifier.runner.log.LogSetup;
import dev.cdcnotifier.runner.text.Json;
import dev.cdcnotifier.runner.text.Style;
import dev.cdcnotifier.runner.text.Terminal;
import dev.cdcnotifier.slot.SlotSettings;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Looks at every precondition of every stream. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Look at everything that the streams need of PostgreSQL and Kafka, and say what mends what does not hold.",
            "Changes nothing without --mend, and may run beside a running process."
        },
        footer = {
            "",
            "Examples:",
            "  cdc-notifier check --config cdc-notifier.conf",
            "  cdc-notifier check progressor_db/cdc_slot_default --config cdc-notifier.conf --mend",
            "  cdc-notifier check -o json | jq '..|.preconditions?[]?|select(.state==\"failed\")'",
            "",
            "Exit codes: 0 everything holds (with warnings, maybe), 1 something does not, 2 wrong command line or"
                    + " configuration."
        })
final class CheckCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ConfigOption config;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private StreamsArgument named;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private OutputOption output;

    @Option(
            names = "--mend",
            description =
                    "Show the SQL that makes missing publications, replica identities and slots, ask, run it, and check"
                            + " again. Also with publications = verify and slot = verify: these are about the process, not"
                            + " about you. Topics, roles and settings of servers are left to you.")
    private boolean mend;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private YesOption yes;

    private final Style style = Style.ofTerminal();

    @Override
    public Integer call() throws InvalidConfigException, InterruptedException {
        LogSetup.warningsToStandardError();
        RunnerConfig loaded = config.load();
        List<StreamConfig> streams = StreamNames.find(loaded, named.names(), spec.commandLine());
        Confirmation confirmation = yes.confirmation();
        requireSense(confirmation);
        List<SlotSettings> together =
                loaded.streams().stream().map(Wiring::settings).toList();
        List<Inspection> found = look(streams, together);
        print(found);
        if (mend && new Mending(out(), style, confirmation).mend(streams)) {
            found = look(streams, together);
            print(found);
        }
        return found.stream().allMatch(Inspection::holds) ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void requireSense(Confirmation confirmation) {
        if (mend && output.isJson()) {
            throw new ParameterException(spec.commandLine(), "--mend talks to a person: leave out -o json");
        }
        if (mend && !confirmation.isPossible()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--mend asks before it changes anything, and there is no terminal to ask on: add --yes");
        }
    }

    private List<Inspection> look(List<StreamConfig> streams, List<SlotSettings> together) throws InterruptedException {
        List<Inspection> found = new ArrayList<>();
        try (Preflight preflight = new Preflight()) {
            for (StreamConfig stream : streams) {
                found.add(preflight.look(Wiring.settings(stream), together, system -> progress(stream, system)));
            }
        }
        return found;
    }

    private void progress(StreamConfig stream, String system) {
        if (Terminal.isThere()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(style.faint("looking at " + system + " for " + stream.name() + " …"));
        }
    }

    private void print(List<Inspection> found) {
        if (output.isJson()) {
            out().println(Json.write(InspectionText.json(found)));
            return;
        }
        for (Inspection inspection : found) {
            out().println();
            InspectionText.lines(inspection, style, output.isWide()).forEach(out()::println);
        }
        out().println();
        out().println(InspectionText.summary(found, style));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
