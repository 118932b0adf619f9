package dev.cdcnotifier.supervision;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A thread beside a worker's own, for what the worker may not wait for. It begins with the first task, does one after the
 * other, and keeps no process alive. Callable from any thread.
 */
public final class SideThread implements Executor, AutoCloseable {

    private final ExecutorService tasks;

    /** @param name the thread's */
    public SideThread(String name) {
        this.tasks = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void execute(Runnable task) {
        tasks.execute(task);
    }

    /** Interrupts what is being done, does nothing of the rest, and waits for neither. */
    @Override
    public void close() {
        tasks.shutdownNow();
    }
}
