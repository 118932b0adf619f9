package dev.cdcnotifier.testkit.progressor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An engine under load: writers on a connection each start, call, fail, repair and remove processes of their own, at a
 * steady rate over all, with rollbacks, savepoints and long transactions that others overtake.
 *
 * <p>It survives the loss of its connections and of the server: a commit whose answer was lost is looked up in the
 * tables before it goes on, so {@link #history()} stays true. (A server that is killed must have been started
 * {@code durable()}, else it forgets what it had confirmed.) Any thread may ask; one closes.
 */
public final class LoadGenerator implements AutoCloseable {

    private final History history;
    private final Pace pace;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile boolean stopped;

    private LoadGenerator(double transactionsPerSecond, Consumer<List<Committed>> listener) {
        pace = new Pace(transactionsPerSecond);
        history = new History(listener);
    }

    /**
     * What to do.
     *
     * @param transactionsPerSecond over all writers
     * @param writers connections, and threads
     * @param processesPerWriter how many processes live at a time
     * @param idPrefix begins every process id, so that two runs on one namespace do not meet
     * @param seed of the choices; the interleaving of the writers is chance
     */
    public record Load(double transactionsPerSecond, int writers, int processesPerWriter, String idPrefix, long seed) {

        /** A load of 25 living processes per writer, with ids that begin with {@code p}. */
        public static Load of(double transactionsPerSecond, int writers) {
            return new Load(transactionsPerSecond, writers, 25, "p", 1);
        }
    }

    /** Starts the writers on a namespace whose tables exist ({@link EngineTables#create}). */
    public static LoadGenerator start(ConnectionSource connections, String namespace, Load load) {
        return start(connections, namespace, load, transaction -> {});
    }

    /**
     * The same, with one who is told of each transaction right after the commit has returned (or was looked up), by
     * the writer's thread, from all writers at once.
     */
    public static LoadGenerator start(
            ConnectionSource connections, String namespace, Load load, Consumer<List<Committed>> listener) {
        LoadGenerator generator = new LoadGenerator(load.transactionsPerSecond(), listener);
        EngineTables tables = new EngineTables(namespace);
        for (int writer = 0; writer < load.writers(); writer++) {
            LoadWriter work = new LoadWriter(connections, tables, load, writer, generator.history);
            Thread thread = new Thread(() -> generator.run(work), "load-writer-" + writer);
            thread.setDaemon(true);
            generator.threads.add(thread);
            thread.start();
        }
        return generator;
    }

    /** What was committed so far. */
    public History history() {
        return history;
    }

    /** Changes the rate over all writers. */
    public void setRate(double transactionsPerSecond) {
        pace.setRate(transactionsPerSecond);
    }

    /** Why a writer gave up, or null: something other than a lost connection, so a mistake in test or test kit. */
    public @Nullable Exception failure() {
        return failure.get();
    }

    /**
     * Stops the writers, each at the end of its transaction; the history is complete then.
     *
     * @throws IllegalStateException when a writer gave up, or does not end because the server is away
     */
    @Override
    public void close() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join(30_000);
                if (thread.isAlive()) {
                    throw new IllegalStateException(
                            thread.getName() + " does not end: its last commit got no answer and"
                                    + " the server is not there to be asked; start it before the load is closed");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Exception reason = failure.get();
        if (reason != null) {
            throw new IllegalStateException("a writer of the load gave up: " + reason, reason);
        }
    }

    private void run(LoadWriter writer) {
        try {
            writer.run(pace, () -> stopped);
        } catch (Exception e) {
            failure.compareAndSet(null, e);
        }
    }
}
