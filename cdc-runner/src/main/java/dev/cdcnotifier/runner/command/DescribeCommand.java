package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.remote.RemoteException;
import dev.cdcnotifier.runner.remote.RemoteProcess;
import dev.cdcnotifier.runner.remote.RemoteStream;
import dev.cdcnotifier.runner.remote.RemoteStreams;
import dev.cdcnotifier.runner.text.Style;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows everything that a running process knows of one stream. */
@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Show everything that a running process knows of one stream: its state and what to do about it, its figures, and"
                    + " what has happened to it lately.",
            "The last hundred events are kept: changes of state, failures, orders and skipped rows. A restart of the process"
                    + " forgets them; the log keeps them."
        },
        footer = {
            "",
            "Examples:",
            "  cdc-notifier describe cdc_slot_default",
            "  cdc-notifier describe progressor_db/cdc_slot_default -c cdc.conf -o wide",
            "  cdc-notifier describe cdc_slot_default -o json | jq '.events[-5:]'",
            "",
            "Exit codes: 0 it is ready, 1 it is not or nothing answers, 2 wrong command line or configuration."
        })
final class DescribeCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RemoteOptions remote;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private OutputOption output;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private StreamArgument stream;

    @Override
    public Integer call() throws InvalidConfigException, CommandFailedException {
        List<String> name = List.of(stream.name());
        RemoteProcess process = remote.process();
        PrintWriter out = spec.commandLine().getOut();
        try {
            RemoteStream meant = StreamNames.find(
                            process, process.streams(List.of()).streams(), name, spec.commandLine())
                    .get(0);
            RemoteStreams answer = process.streams(List.of(meant.stream()));
            if (output.isJson()) {
                String json = answer.json();
                out.println(json.substring(1, json.length() - 1));
            } else {
                StatusText text = new StatusText(Style.ofTerminal(), new Pasting(process.url(), remote.again()));
                new DescribeText(text, output.isWide())
                        .lines(answer.streams().get(0), Instant.now())
                        .forEach(out::println);
            }
            return answer.ready() ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (RemoteException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        }
    }
}
