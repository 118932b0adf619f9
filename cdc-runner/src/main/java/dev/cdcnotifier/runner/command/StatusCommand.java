package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.remote.RemoteException;
import dev.cdcnotifier.runner.remote.RemoteProcess;
import dev.cdcnotifier.runner.remote.RemoteStream;
import dev.cdcnotifier.runner.remote.RemoteStreams;
import dev.cdcnotifier.runner.text.Style;
import dev.cdcnotifier.runner.text.Terminal;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            "  cdc-notifier status cdc_slot_default --url 10.0.0.7:8080 -o json | jq .[].facts",
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

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private OutputOption output;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private StreamsArgument streams;

    @Override
    public Integer call() throws InvalidConfigException, CommandFailedException {
        RemoteProcess process = remote.process();
        PrintWriter out = spec.commandLine().getOut();
        if (watch) {
            PrintWriter err = spec.commandLine().getErr();
            new StatusWatch(() -> look(process), out, err, shape(), text(process)).run();
            return ExitCode.OK;
        }
        try {
            RemoteStreams found = look(process);
            List<String> lines =
                    output.isJson() ? List.of(found.json()) : text(process).lines(found.streams(), Instant.now());
            lines.forEach(out::println);
            return found.ready() ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (RemoteException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private RemoteStreams look(RemoteProcess process) throws RemoteException {
        RemoteStreams all = process.streams(List.of());
        if (streams.names().isEmpty()) {
            return all;
        }
        return process.streams(StreamNames.find(process, all.streams(), streams.names(), spec.commandLine()).stream()
                .map(RemoteStream::stream)
                .toList());
    }

    private StatusText text(RemoteProcess process) throws InvalidConfigException, CommandFailedException {
        return new StatusText(Style.ofTerminal(), new Pasting(process.url(), remote.again())).wide(output.isWide());
    }

    private StatusWatch.Shape shape() {
        if (output.isJson()) {
            return StatusWatch.Shape.JSON;
        }
        return Terminal.canRedraw() ? StatusWatch.Shape.SCREEN : StatusWatch.Shape.CHANGES;
    }
}
