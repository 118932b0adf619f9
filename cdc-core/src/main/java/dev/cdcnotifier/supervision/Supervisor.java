package dev.cdcnotifier.supervision;

import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    private static final Duration DRAIN = Duration.ofSeconds(10);

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

    /**
     * Ends a worker's attempt in an orderly way, with ten seconds for what is in flight, and lets it rest in {@link
     * WorkerState.Paused}. Returns at once, as do the next three.
     *
     * @throws NoSuchElementException when no worker has this name
     */
    public void pause(String worker) {
        named(worker).pause(DRAIN);
    }

    /**
     * Lets a worker that is paused, or waits after a failure, begin its next attempt at once. One that works goes on. After a
     * failure that needs an operator it accepts what that told of.
     *
     * @throws NoSuchElementException when no worker has this name
     */
    public void resume(String worker) {
        named(worker).resume();
    }

    /**
     * Ends a worker's attempt as {@link #pause} does, and begins another at once; from any state.
     *
     * @throws NoSuchElementException when no worker has this name
     */
    public void restart(String worker) {
        named(worker).restart(DRAIN);
    }

    /**
     * Lets a worker pass over what it is halted at, and begin its next attempt at once.
     *
     * @throws NoSuchElementException when no worker has this name
     * @throws IllegalStateException when the worker is not halted at this; says what it is halted at, if at anything
     */
    public void passOver(String worker, Obstacle obstacle) {
        named(worker).passOver(obstacle);
    }

    /** Stops all workers, giving each ten seconds to finish what is in flight. */
    @Override
    public void close() {
        close(DRAIN);
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

    private SupervisedWorker named(String name) {
        return workers.stream()
                .filter(worker -> worker.name().equals(name))
                .findAny()
                .orElseThrow(() -> new NoSuchElementException("no stream is named " + name + "; there are "
                        + workers.stream().map(SupervisedWorker::name).collect(Collectors.joining(", "))));
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
