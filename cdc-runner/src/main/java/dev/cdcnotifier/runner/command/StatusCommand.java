package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.remote.RemoteException;
import dev.cdcnotifier.runner.remote.RemoteProcess;
import dev.cdcnotifier.runner.remote.RemoteStreams;
import dev.cdcnotifier.runner.text.Style;
import dev.cdcnotifier.runner.text.Terminal;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the streams of a running process. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Show the streams of a running process, and what is wrong with those that are not ready.",
        footer = {
            "",
            "Examples:",
            "  cdc-notifier status",
            "  cdc-notifier status -c cdc.conf --watch",
            "  cdc-notifier status --url http://10.0.0.7:8080 --json | jq .[].message",
            "",
            "Exit codes: 0 all are ready, 1 some are not or nothing answers, 2 wrong command line or configuration."
        })
final class StatusCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RemoteOptions remote;

    @Option(
            names = {"-w", "--watch"},
            description =
                    "Show it anew every second until Ctrl-C; without a terminal, a line for each change of a state.")
    private boolean watch;

    @Option(names = "--json", description = "Print what /streams says; with --watch every second, in one line.")
    private boolean json;

    @Parameters(paramLabel = "SLOT", description = "Only these: slots, or streams as DB_REF/SLOT. Default: all.")
    private final List<String> slots = new ArrayList<>();

    @Override
    public Integer call() throws InvalidConfigException, CommandFailedException {
        RemoteProcess process = remote.process();
        PrintWriter out = spec.commandLine().getOut();
        if (watch) {
            PrintWriter err = spec.commandLine().getErr();
            new StatusWatch(() -> process.streams(slots), out, err, shape()).run();
            return ExitCode.OK;
        }
        try {
            RemoteStreams found = process.streams(slots);
            List<String> lines = json
                    ? List.of(found.json())
                    : new StatusText(Style.ofTerminal()).lines(found.streams(), Instant.now());
            lines.forEach(out::println);
            return found.ready() ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (RemoteException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private StatusWatch.Shape shape() {
        if (json) {
            return StatusWatch.Shape.JSON;
        }
        return Terminal.canRedraw() ? StatusWatch.Shape.SCREEN : StatusWatch.Shape.CHANGES;
    }
}
