package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.remote.RemoteException;
import dev.cdcnotifier.runner.remote.RemoteProcess;
import dev.cdcnotifier.runner.remote.RemoteStream;
import java.io.PrintWriter;
import java.time.Duration;
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

    @Option(
            names = {"-s", "--slot"},
            required = true,
            paramLabel = "SLOT",
            description = "The stream's slot, or the stream as DB_REF/SLOT where several databases have that slot.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String slot;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for what comes of it; 0 does not wait. Default: 30.")
    private int waitSeconds;

    String slot() {
        return slot;
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
        /** @return the stream right after */
        RemoteStream send(RemoteProcess process, Secret token) throws RemoteException;
    }

    /**
     * Asks for {@code pause}, {@code resume} or {@code restart}, and waits as {@link #ask(RemoteProcess, String, BiPredicate,
     * Request)} does.
     */
    int ask(String action, BiPredicate<RemoteStream, Boolean> goal)
            throws InvalidConfigException, CommandFailedException {
        return ask(process(), action, goal, (process, token) -> process.control(slot, action, token));
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
            RemoteStream before = process.stream(slot);
            RemoteStream now = request.send(process, token);
            out().println(before.stream() + ": " + action + " accepted");
            long deadline = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
            while (waitSeconds > 0) {
                boolean changed = changed(before, now);
                if (goal.test(now, changed)) {
                    out().println(now.stream() + ": " + now.state());
                    return ExitCode.OK;
                }
                if (changed && now.state().equals("NEEDS_OPERATOR")) {
                    throw new CommandFailedException(now.stream() + " stopped: " + now.reason() + ": " + now.message());
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
