package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.remote.RemoteException;
import dev.cdcnotifier.runner.remote.RemoteProcess;
import dev.cdcnotifier.runner.remote.RemoteStream;
import dev.cdcnotifier.runner.remote.RemoteStream.Row;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a running process to pass over the one row that a stream has stopped at. */
@Command(
        name = "skip",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Let a stream pass over the one row that it has stopped at: the row is never sent.",
            "Leaves a warning with the row's identity in the process's log, a line of who asked for it, and a count in"
                    + " cdc_rows_skipped_total."
        },
        footer = {
            "",
            "Example (status prints the line for the row that a stream has stopped at):",
            "  cdc-notifier skip -c cdc.conf --slot cdc_slot --lsn 16/B374D848 --seq 3",
            "",
            "Exit codes: 0 skipped and streaming, 1 refused, not agreed to, or stopped anew, 2 wrong command line or"
                    + " configuration."
        })
final class SkipCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ControlOptions control;

    @Option(
            names = "--lsn",
            required = true,
            paramLabel = "LSN",
            description = "The commit's position, for example 16/B374D848: haltedAt.commitLsn of the stream.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String lsn;

    @Option(
            names = "--seq",
            required = true,
            paramLabel = "N",
            description = "Which row of the transaction: haltedAt.seq of the stream.")
    private long seq;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Override
    public Integer call() throws InvalidConfigException, CommandFailedException {
        RemoteProcess process = control.process();
        control.token(); // before anybody is asked
        Row row = new Row(lsn.toUpperCase(Locale.ROOT), seq);
        RemoteStream stream = halted(process, row);
        control.out()
                .println(stream.stream() + " has stopped at row " + row.seq() + " of transaction " + row.lsn() + ": "
                        + stream.message());
        Confirmation confirmation = Confirmation.onTerminal(yes);
        if (!confirmation.isPossible()) {
            throw new CommandFailedException("there is no terminal to ask at: add --yes to skip that row");
        }
        if (!confirmation.agrees("Skip this row? It is never sent.")) {
            control.out().println("Nothing was done.");
            return ExitCode.SOFTWARE;
        }
        return control.ask(
                process,
                "skip of row " + row.seq() + " of transaction " + row.lsn(),
                (now, changed) -> changed && now.ready(),
                (asked, token) -> asked.skip(stream.stream(), row, token));
    }

    private RemoteStream halted(RemoteProcess process, Row row) throws CommandFailedException {
        try {
            RemoteStream stream = process.stream(control.slot());
            Row at = stream.haltedAt();
            if (at == null) {
                throw new CommandFailedException(
                        stream.stream() + " has not stopped at a row that can be skipped: it is " + stream.state()
                                + (stream.reason().isEmpty() ? "" : ", " + stream.reason()));
            }
            if (!at.equals(row)) {
                throw new CommandFailedException(
                        stream.stream() + " has stopped at another row: --lsn " + at.lsn() + " --seq " + at.seq());
            }
            return stream;
        } catch (RemoteException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        }
    }
}
