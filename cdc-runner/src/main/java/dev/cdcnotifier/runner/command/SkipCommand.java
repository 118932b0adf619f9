package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.remote.RemoteException;
import dev.cdcnotifier.runner.remote.RemoteProcess;
import dev.cdcnotifier.runner.remote.RemoteStream;
import dev.cdcnotifier.runner.remote.RemoteStream.Row;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks a running process to pass over the one row that a stream has stopped at. */
@Command(
        name = "skip",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Let a stream pass over the row that it has stopped at, or every such row of its transaction: they are never"
                    + " sent.",
            "Leaves a warning with each row's identity in the process's log, a line of who asked for it, and a count in"
                    + " cdc_rows_skipped_total."
        },
        footer = {
            "",
            "Examples (status prints both lines for the row that a stream has stopped at):",
            "  cdc-notifier skip cdc_slot_default -c cdc.conf --lsn 16/B374D848 --seq 3",
            "  cdc-notifier skip cdc_slot_default --lsn 16/B374D848 --transaction",
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
            converter = LsnConverter.class,
            description = "The commit's position, for example 16/B374D848: haltedAt.commitLsn of the stream.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Lsn lsn;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private What what;

    /** One of them. */
    static final class What {

        @Option(
                names = "--seq",
                paramLabel = "N",
                description = "Which row of the transaction: haltedAt.seq of the stream.")
        private long seq;

        @Option(
                names = "--transaction",
                description = "Every row of the transaction that cannot be sent, those included that come later in it.")
        private boolean transaction;
    }

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private YesOption yes;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws InvalidConfigException, CommandFailedException {
        RemoteProcess process = control.process();
        control.token(); // before anybody is asked
        RemoteStream stream = halted(process);
        control.text(process).facts(stream).forEach(control.out()::println);
        Confirmation confirmation = yes.confirmation();
        if (!confirmation.isPossible()) {
            throw new CommandFailedException("there is no terminal to ask at: add --yes to skip " + rows());
        }
        if (!confirmation.agrees("Skip " + rows() + "? What is skipped is never sent.")) {
            control.out().println("Nothing was done.");
            return ExitCode.SOFTWARE;
        }
        return control.ask(
                process,
                "skip of " + rows(),
                (now, changed) -> changed && now.ready(),
                (asked, name, token) -> what.transaction
                        ? asked.skipTransaction(name, lsn.toString(), token)
                        : asked.skip(name, new Row(lsn.toString(), what.seq), token));
    }

    private String rows() {
        return (what.transaction ? "every row that cannot be sent" : "row " + what.seq) + " of transaction " + lsn;
    }

    /** The stream; it has stopped at the very row that is meant. */
    private RemoteStream halted(RemoteProcess process) throws CommandFailedException {
        RemoteStream stream;
        try {
            stream = control.stream(process);
        } catch (RemoteException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        }
        Row at = stream.haltedAt();
        if (at == null) {
            throw new CommandFailedException(stream.stream() + " has not stopped at a row that can be skipped: it is "
                    + stream.state() + (stream.reason().isEmpty() ? "" : ", " + stream.reason()));
        }
        if (!at.lsn().equals(lsn.toString()) || !what.transaction && at.seq() != what.seq) {
            throw new ParameterException(
                    spec.commandLine(),
                    stream.stream() + " has stopped at another row: --lsn " + at.lsn() + " --seq " + at.seq());
        }
        return stream;
    }
}
