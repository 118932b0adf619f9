package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.remote.RemoteException;
import dev.cdcnotifier.runner.remote.RemoteProcess;
import dev.cdcnotifier.runner.remote.RemoteStream;
import dev.cdcnotifier.runner.text.Style;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.BiPredicate;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What every command that controls a stream takes, and does: it asks, and waits for what comes of it. */
final class ControlOptions {

    private static final long PAUSE_MILLIS = 200;

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RemoteOptions remote;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private TokenOptions tokens;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private StreamArgument stream;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for what comes of it; 0 does not wait. Default: 30.")
    private int waitSeconds;

    /** The stream that is meant, as it is now. */
    RemoteStream stream(RemoteProcess process) throws RemoteException {
        String name = stream.name();
        return StreamNames.find(process, process.streams(List.of()).streams(), List.of(name), spec.commandLine())
                .get(0);
    }

    /** How the streams' text is written that says what to do about them. */
    StatusText text(RemoteProcess process) throws InvalidConfigException, CommandFailedException {
        return new StatusText(Style.ofTerminal(), new Pasting(process.url(), remote.again()));
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    RemoteProcess process() throws InvalidConfigException, CommandFailedException {
        return remote.process();
    }

    Secret token() throws InvalidConfigException, CommandFailedException {
        return tokens.token(remote.configuredToken());
    }

    /** What is asked of the process. */
    @FunctionalInterface
    interface Request {
        /**
         * @param stream its name
         * @return the stream right after
         */
        RemoteStream send(RemoteProcess process, String stream, Secret token) throws RemoteException;
    }

    /**
     * Asks for {@code pause}, {@code resume} or {@code restart}, and waits as {@link #ask(RemoteProcess, String, BiPredicate,
     * Request)} does.
     */
    int ask(String action, BiPredicate<RemoteStream, Boolean> goal)
            throws InvalidConfigException, CommandFailedException {
        stream.name(); // before anybody is asked
        return ask(process(), action, goal, (process, asked, token) -> process.control(asked, action, token));
    }

    /**
     * Asks, and waits until the stream is as it should be (exit code 0) or needs an operator anew (exit code 1).
     *
     * @param action what is asked for, for the user
     * @param goal whether a stream is as it should be: as it is now, and whether it has changed since it was asked
     */
    int ask(RemoteProcess process, String action, BiPredicate<RemoteStream, Boolean> goal, Request request)
            throws InvalidConfigException, CommandFailedException {
        Secret token = token();
        try {
            RemoteStream before = stream(process);
            RemoteStream now = request.send(process, before.stream(), token);
            out().println(before.stream() + ": " + action + " accepted");
            long deadline = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
            while (waitSeconds > 0) {
                boolean changed = changed(before, now);
                if (goal.test(now, changed)) {
                    out().println(now.stream() + ": " + now.state());
                    return ExitCode.OK;
                }
                if (changed && now.state().equals("NEEDS_OPERATOR")) {
                    text(process).explanation(now).forEach(out()::println);
                    throw new CommandFailedException(now.stream() + " stopped: " + now.reason());
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new CommandFailedException(still(now));
                }
                Thread.sleep(PAUSE_MILLIS);
                now = process.stream(before.stream());
            }
            return ExitCode.OK;
        } catch (RemoteException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted; what was asked for goes on", e);
        }
    }

    private String still(RemoteStream now) {
        return now.stream() + " is " + now.state() + " after " + waitSeconds + " s"
                + (now.reason().isEmpty() ? "" : ": " + now.reason() + ": " + now.message())
                + "; what was asked for goes on, see cdc-notifier status";
    }

    /** A state that began anew has another beginning, or another attempt has failed. */
    private static boolean changed(RemoteStream before, RemoteStream now) {
        return !now.state().equals(before.state())
                || !now.since().equals(before.since())
                || now.restarts() != before.restarts();
    }
}
