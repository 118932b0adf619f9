package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.StreamObjects;
import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.replication.PreconditionException;
import dev.cdcnotifier.replication.SlotBusyException;
import dev.cdcnotifier.replication.StreamSetup;
import dev.cdcnotifier.runner.Wiring;
import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.config.RunnerConfig;
import dev.cdcnotifier.runner.config.StreamConfig;
import dev.cdcnotifier.runner.log.LogSetup;
import dev.cdcnotifier.runner.text.Style;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes what the streams need in PostgreSQL, and ends. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Make publications, replica identities and slots, as a process with publications = create and slot = create"
                    + " does at its start; then exit. What is there already is left as it is.",
            "Also with publications = verify and slot = verify: verify says that the process makes nothing by itself, and"
                    + " here it is you who asks. A slot keeps PostgreSQL's log from the moment it is made: make it when the"
                    + " process is about to run.",
            "A slot or a publication that the stream had before and that is gone is made again only with --new-slot. Kafka is"
                    + " asked whether there was one, so its brokers have to be reachable."
        },
        footer = {
            "",
            "Examples:",
            "  cdc-notifier init --config cdc-notifier.conf --dry-run",
            "  cdc-notifier init progressor_db/cdc_slot_default --config cdc-notifier.conf",
            "",
            "Exit codes: 0 everything is there, 1 something could not be made, 2 wrong command line or configuration."
        })
final class InitCommand implements Callable<Integer> {

    private static final String INDENT = "  ";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ConfigOption config;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private StreamsArgument named;

    @Option(
            names = "--new-slot",
            description = {
                "Give up a slot or a publication that vanished, or a slot that somebody else moved: make it again, or take it"
                        + " where it is. What was changed meanwhile is not in the stream. Without this, init refuses."
            })
    private boolean newSlot;

    @Option(names = "--dry-run", description = "Print the SQL and run nothing.")
    private boolean dryRun;

    private final Style style = Style.ofTerminal();

    @Override
    public Integer call() throws InvalidConfigException, InterruptedException {
        LogSetup.warningsToStandardError();
        RunnerConfig loaded = config.load();
        List<StreamConfig> streams = StreamNames.find(loaded, named.names(), spec.commandLine());
        boolean whole = true;
        for (StreamConfig stream : streams) {
            out().println(style.strong("Stream " + stream.name()) + "  " + stream.endpoint());
            whole &= make(stream);
        }
        return whole ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private boolean make(StreamConfig stream) throws InterruptedException {
        try (StreamObjects objects = new StreamObjects(Wiring.settings(stream))) {
            StreamSetup<DeliveryException> setup = objects.setup(newSlot);
            StreamSetup.Missing missing = setup.missing();
            missing.present().forEach(name -> say("was there", name));
            if (!dryRun && (newSlot || !missing.statements().isEmpty())) {
                setup.make(what -> say(style.faint("waits"), what));
            }
            String word = dryRun ? style.doubtful("to be run") : style.good("made");
            missing.statements().forEach(sql -> say(word, sql));
            return true;
        } catch (SQLException | PreconditionException | SlotBusyException | DeliveryException e) {
            say(style.bad("FAIL"), "");
            FailureText.lines(e, style).forEach(out()::println);
            return false;
        }
    }

    private void say(String word, String what) {
        out().println((INDENT + word + INDENT + what).stripTrailing());
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
