package dev.cdcnotifier.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what it was given, the last first, all of it, and waits for the processes to be gone. One thread. */
final class Owned implements AutoCloseable {

    private static final Duration PROCESSES = Duration.ofSeconds(20);

    private final Deque<AutoCloseable> owned = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T resource) {
        owned.push(resource);
        return resource;
    }

    /**
     * Does the same for a thread that is interrupted before or meanwhile; its flag is set at the end.
     *
     * @throws DemoException when something did not close; the rest was closed nevertheless
     */
    @Override
    public void close() {
        boolean interrupted = false;
        DemoException failure = null;
        while (!owned.isEmpty()) {
            interrupted |= Thread.interrupted();
            try {
                owned.pop().close();
            } catch (Exception e) {
                DemoException problem = new DemoException("while stopping: " + e.getMessage(), e);
                if (failure != null) {
                    problem.addSuppressed(failure);
                }
                failure = problem;
            }
        }
        interrupted |= Thread.interrupted();
        interrupted |= awaitProcesses();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }

    // A server that was interrupted while it started is put away by its watchdog, for which nobody has waited.
    private static boolean awaitProcesses() {
        boolean interrupted = false;
        long deadline = System.nanoTime() + PROCESSES.toNanos();
        while (System.nanoTime() - deadline < 0
                && ProcessHandle.current().descendants().findAny().isPresent()) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }
}
