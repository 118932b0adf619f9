package dev.cdcnotifier.supervision;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every worker running on a thread of its own: one worker's failure never touches another (one_for_one). The only
 * place that starts threads. Any thread may call it.
 */
public final class Supervisor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    /** What a worker gets after its drain to close its connections, before its thread is interrupted. */
    private static final Duration CLOSING_GRACE = Duration.ofSeconds(5);

    /** More than any process lives; beyond it there is only arithmetic that overflows. */
    private static final Duration LONGEST_DRAIN = Duration.ofDays(365);

    private final List<SupervisedWorker> workers;

    /**
     * @param workers what to run
     * @param classifier says of every exception a worker may throw what it asks for
     * @param listener is told of every change of state
     */
    public Supervisor(List<? extends Worker> workers, Function<Throwable, Failure> classifier, StateListener listener) {
        this.workers = workers.stream()
                .map(worker -> new SupervisedWorker(worker, classifier, listener))
                .toList();
    }

    public void start() {
        workers.forEach(SupervisedWorker::start);
    }

    /** Every worker's state now, in the order they were given. */
    public List<WorkerStatus> statuses() {
        return workers.stream().map(SupervisedWorker::status).toList();
    }

    /** Stops all workers, giving each ten seconds to finish what is in flight. */
    @Override
    public void close() {
        close(Duration.ofSeconds(10));
    }

    /**
     * Stops all workers: asks, waits for the drain and a little more, interrupts, and names what would not stop.
     *
     * @param drain how long a worker may wait for what is in flight
     */
    public void close(Duration drain) {
        Duration bounded = drain.compareTo(LONGEST_DRAIN) < 0 ? drain : LONGEST_DRAIN;
        workers.forEach(worker -> worker.requestStop(bounded));
        long deadline = System.nanoTime() + bounded.plus(CLOSING_GRACE).toNanos();
        workers.forEach(worker -> join(worker.thread(), deadline));
        for (SupervisedWorker worker : workers) {
            if (worker.thread().isAlive()) {
                worker.hurry();
                worker.thread().interrupt();
            }
        }
        long lastChance = System.nanoTime() + CLOSING_GRACE.toNanos();
        for (SupervisedWorker worker : workers) {
            join(worker.thread(), lastChance);
            if (worker.thread().isAlive()) {
                LOG.error("worker did not stop stream={}", worker.status().worker());
            }
        }
    }

    private static void join(Thread thread, long deadlineNanos) {
        try {
            long millis = Duration.ofNanos(deadlineNanos - System.nanoTime()).toMillis();
            thread.join(Math.max(1, millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
