package dev.cdcnotifier.testkit.process;

import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.TestkitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server process that can be started again and again, be frozen and killed, and that is gone with its scratch folder
 * when this is closed or the JVM ends in whatever way.
 *
 * <p>It runs in a session of its own, so Ctrl-C at the terminal reaches only the JVM. Not thread-safe.
 */
public final class GuardedProcess implements AutoCloseable {

    private static final Duration KILL_DEADLINE = Duration.ofSeconds(10);

    private final Path folder;
    private final Watchdog watchdog;
    private @Nullable Process process;

    /**
     * Makes the scratch folder; nothing runs yet.
     *
     * @param name goes into the folder's name
     * @param endSignal the signal that ends the process and its children at once, for example {@code QUIT}
     */
    public GuardedProcess(String name, String endSignal) {
        try {
            folder = Files.createTempDirectory("cdc-testkit-" + name + '-');
        } catch (IOException e) {
            throw new TestkitException("cannot make a folder in " + System.getProperty("java.io.tmpdir"), e);
        }
        watchdog = new Watchdog(endSignal, folder);
    }

    /** The scratch folder; it is removed by {@link #close()}. */
    public Path folder() {
        return folder;
    }

    /** The file that receives what the process prints. */
    public Path log() {
        return folder.resolve("output.log");
    }

    /** What the process has printed, the last 8,000 characters of it. */
    public String lastOutput() {
        try {
            String all = Files.exists(log()) ? Files.readString(log()) : "";
            return all.substring(Math.max(0, all.length() - 8_000));
        } catch (IOException e) {
            return "(unreadable: " + e + ')';
        }
    }

    /** Starts the program; its output is appended to {@link #log()}. */
    public void start(List<String> command) {
        if (isRunning()) {
            throw new TestkitException("already running with pid " + pid());
        }
        List<String> inOwnSession = new ArrayList<>(command);
        inOwnSession.add(0, "setsid");
        try {
            Process started = new ProcessBuilder(inOwnSession)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
            watchdog.watch(started.pid());
            process = started;
        } catch (IOException e) {
            throw new TestkitException("cannot start " + command.get(0), e);
        }
    }

    /** Runs a program to its end, with its output appended to {@link #log()}; returns its exit code. */
    public int run(List<String> command, Duration atMost) {
        start(command);
        if (!awaitExit(atMost)) {
            kill9();
            throw new TestkitException(command.get(0) + " did not end within " + atMost.toMillis() + " ms");
        }
        return exitCode();
    }

    /** True while the process exists, frozen or not. */
    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** The process id of the running or last run process. */
    public long pid() {
        return started().pid();
    }

    /** The exit code of the process, which has ended; a shell's 128 + n when it was killed by signal n. */
    public int exitCode() {
        return started().exitValue();
    }

    /** Sends a signal by its name without {@code SIG}, for example {@code STOP}. */
    public void signal(String name) {
        send(name, List.of(pid()));
    }

    /** Waits for the end; false when the time is over first. */
    public boolean awaitExit(Duration atMost) {
        try {
            boolean ended = started().waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
            if (ended) {
                watchdog.forget();
            }
            return ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("interrupted while waiting for the end of pid " + pid(), e);
        }
    }

    /** Kills the process and all its children with {@code kill -9}; returns when they are gone. */
    public void kill9() {
        if (!isRunning()) {
            return;
        }
        // Frozen first, so that no child is born between the count and the kill.
        signal("STOP");
        List<Long> family =
                new ArrayList<>(started().descendants().map(ProcessHandle::pid).toList());
        family.add(pid());
        send("KILL", family);
        Await.until("the end of killed processes " + family, KILL_DEADLINE, () -> family.stream()
                .noneMatch(GuardedProcess::exists));
        awaitExit(KILL_DEADLINE);
    }

    /** Ends the process, if it runs, with the end signal, and removes the scratch folder. */
    @Override
    public void close() {
        watchdog.close();
    }

    private Process started() {
        if (process == null) {
            throw new TestkitException("not started yet");
        }
        return process;
    }

    private static void send(String signal, List<Long> pids) {
        StringBuilder command = new StringBuilder("kill -").append(signal);
        pids.forEach(pid -> command.append(' ').append(pid));
        try {
            new ProcessBuilder("sh", "-c", command.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new TestkitException("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // A dead process whose parent does not collect it (a container's first process, often) stays listed as a zombie.
    private static boolean exists(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }
}
