package dev.cdcnotifier.testkit.process;

import dev.cdcnotifier.testkit.TestkitException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Guarantees that a server and its folder do not outlive this JVM, however the JVM ends.
 *
 * <p>A small shell waits at the end of a pipe whose other end only this JVM holds. When the pipe closes, by {@link
 * #close()} or because the JVM is gone (exit, crash, {@code kill -9}), the shell ends the process it was last told of
 * and removes the folder. It ignores the terminal's signals, so Ctrl-C does not end it before its work is done.
 */
final class Watchdog implements AutoCloseable {

    private static final String NOBODY = "-";
    private static final long CLOSE_SECONDS = 30;

    // $1: signal that ends the process, $2: folder. A frozen process has to be woken to hear a signal.
    private static final String SCRIPT =
            """
            trap '' INT TERM HUP QUIT
            pid=-
            while read -r line; do pid=$line; done
            if [ "$pid" != - ]; then
              kill -"$1" "$pid"; kill -CONT "$pid"
              tries=0
              while kill -0 "$pid" && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
              kill -KILL "$pid"
            fi
            rm -rf "$2"
            """;

    private final Process shell;
    private final OutputStream pipe;

    /**
     * Begins to watch; there is no process to end yet.
     *
     * @param endSignal what ends the process together with its own children, for example {@code QUIT}
     * @param folder what is removed at the end
     */
    Watchdog(String endSignal, Path folder) {
        try {
            shell = new ProcessBuilder(
                            "setsid", "sh", "-c", SCRIPT, "cdc-testkit-watchdog", endSignal, folder.toString())
                    .directory(Path.of("/").toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new TestkitException("cannot start the watchdog shell; sh and setsid (util-linux) are needed", e);
        }
        pipe = shell.getOutputStream();
    }

    /** From now on this process is the one to end. */
    void watch(long pid) {
        tell(Long.toString(pid));
    }

    /** The process is gone: its number may be given to a stranger, who must not be hit. */
    void forget() {
        tell(NOBODY);
    }

    private synchronized void tell(String line) {
        try {
            pipe.write((line + '\n').getBytes(StandardCharsets.US_ASCII));
            pipe.flush();
        } catch (IOException e) {
            throw new TestkitException("the watchdog shell (pid " + shell.pid() + ") is gone", e);
        }
    }

    /** Ends the process if there is one and removes the folder; returns when both are gone. */
    @Override
    public void close() {
        try {
            pipe.close();
            if (!shell.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new TestkitException("the watchdog shell (pid " + shell.pid() + ") does not end");
            }
        } catch (IOException e) {
            throw new TestkitException("cannot close the pipe to the watchdog shell", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
