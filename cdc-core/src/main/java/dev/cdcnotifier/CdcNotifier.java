package dev.cdcnotifier;

import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.replication.SourceDatabase;
import dev.cdcnotifier.slot.FailureClassifier;
import dev.cdcnotifier.slot.HaltedRow;
import dev.cdcnotifier.slot.HaltedTransaction;
import dev.cdcnotifier.slot.SlotSettings;
import dev.cdcnotifier.slot.SlotWorker;
import dev.cdcnotifier.slot.StreamEvent;
import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.supervision.Obstacle;
import dev.cdcnotifier.supervision.StateListener;
import dev.cdcnotifier.supervision.Supervisor;
import dev.cdcnotifier.supervision.WorkerState;
import dev.cdcnotifier.supervision.WorkerStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Streams committed row changes from PostgreSQL to Kafka until it is closed: each at least once, per key in commit order,
 * and no position is confirmed to PostgreSQL before Kafka has confirmed every message before it.
 *
 * <p>A start with PostgreSQL or Kafka down succeeds: each stream retries on its own. Any thread may call any method.
 *
 * <pre>{@code
 * try (CdcNotifier notifier = CdcNotifier.builder()
 *         .stream(settings)
 *         .meters(registry)
 *         .listener((stream, before, after) -> log.info("{} is {}", stream, after.name()))
 *         .start()) {
 *     …
 * }
 * }</pre>
 */
public final class CdcNotifier implements AutoCloseable {

    private final Map<PgEndpoint, SourceDatabase> databases;
    private final List<SlotWorker> workers;
    private final Supervisor supervisor;

    private CdcNotifier(Map<PgEndpoint, SourceDatabase> databases, List<SlotWorker> workers, Supervisor supervisor) {
        this.databases = databases;
        this.workers = workers;
        this.supervisor = supervisor;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Every stream as it is now, in the order they were given. */
    public List<StreamStatus> streams() {
        List<WorkerStatus> states = supervisor.statuses();
        return IntStream.range(0, states.size())
                .mapToObj(i -> workers.get(i).status(states.get(i)))
                .toList();
    }

    /**
     * Ends a stream's session in an orderly way, as {@link #close} does with ten seconds for what is in flight, and lets the
     * stream rest in {@link WorkerState.Paused}. The slot makes PostgreSQL keep its WAL meanwhile. A pause does not outlive
     * the process.
     *
     * <p>Returns at once, as do {@link #resume}, {@link #restart}, {@link #skip} and {@link #skipTransaction}; what happens is seen in the stream's
     * state.
     *
     * @param stream the stream's name
     * @throws NoSuchElementException when no stream has this name
     */
    public void pause(String stream) {
        supervisor.pause(stream);
        worker(stream).ordered("pause", "");
    }

    /**
     * Lets a stream that is paused, or waits after a failure, begin its next session at once; one that streams goes on
     * undisturbed. In {@link WorkerState.NeedsOperator} this is the operator's word to go on: what the state tells of the
     * slot and the publications, or of the topic of positions, is accepted as it is, as by a process that has just started.
     * Nothing else is, and after a pause nothing at all: a slot that was moved meanwhile stops the stream, which says so and
     * may then be resumed once more.
     *
     * @param stream the stream's name
     * @throws NoSuchElementException when no stream has this name
     */
    public void resume(String stream) {
        supervisor.resume(stream);
        worker(stream).ordered("resume", "");
    }

    /**
     * Ends a stream's session in an orderly way, as {@link #pause}, and begins a new one at once; from any state.
     *
     * @param stream the stream's name
     * @throws NoSuchElementException when no stream has this name
     */
    public void restart(String stream) {
        supervisor.restart(stream);
        worker(stream).ordered("restart", "");
    }

    /**
     * Passes over the one row that a stream is halted at ({@code poison_row}, or a record that Kafka refused for what it
     * is), in its next session, which begins at once. None of its messages is sent then; where Kafka refused one, another of
     * the same row may have arrived before. Leaves a warning in the log with the row's identity. Not remembered beyond the
     * process: should it end before the row's transaction is confirmed, the stream stops there again; so it does when the
     * server's timeline or the list of publications is another one by then, since the same position may be another row's.
     *
     * @param stream the stream's name
     * @param commitLsn the commit of the row's transaction, {@code commit_lsn} in the state's message
     * @param ordinal the row's place in its transaction, {@code seq} in the state's message
     * @throws NoSuchElementException when no stream has this name
     * @throws IllegalStateException when the stream is not halted at exactly this row; says what it is halted at, if at
     *     anything
     */
    public void skip(String stream, Lsn commitLsn, long ordinal) {
        passOver(stream, new HaltedRow(new RowId(commitLsn, ordinal)), "skip");
    }

    /**
     * As {@link #skip}, for every row of a transaction that halts the stream or would halt it: none of them stops the stream
     * again, and each leaves a warning of its own. Where dead letters are configured, rows that cannot become messages go
     * there all the same. A row of which some messages had been sent before it turned out to be poison has sent those.
     *
     * @param stream the stream's name
     * @param commitLsn the commit of the transaction, {@code commit_lsn} in the state's facts
     * @throws NoSuchElementException when no stream has this name
     * @throws IllegalStateException when the stream is not halted at a row of this transaction; says what it is halted at,
     *     if at anything
     */
    public void skipTransaction(String stream, Lsn commitLsn) {
        passOver(stream, new HaltedTransaction(commitLsn), "skip-transaction");
    }

    private void passOver(String stream, Obstacle obstacle, String order) {
        supervisor.passOver(stream, obstacle);
        worker(stream).ordered(order, obstacle.toString());
    }

    /**
     * What has happened to a stream lately, oldest first: its last hundred changes of state, orders and skipped rows since the
     * process started.
     *
     * @param stream the stream's name
     * @throws NoSuchElementException when no stream has this name
     */
    public List<StreamEvent> events(String stream) {
        return worker(stream).events();
    }

    private SlotWorker worker(String stream) {
        return workers.stream()
                .filter(worker -> worker.name().equals(stream))
                .findAny()
                .orElseThrow(() -> new NoSuchElementException("no stream is named " + stream));
    }

    /** Stops all streams as {@link #close(Duration)}, with ten seconds for what is in flight. */
    @Override
    public void close() {
        close(Duration.ofSeconds(10));
    }

    /**
     * Stops reading, waits for what is in flight, confirms it, and closes every connection and thread. What is not
     * delivered in time is delivered after the next start.
     *
     * @param drain how long to wait for what is in flight
     */
    public void close(Duration drain) {
        supervisor.close(drain);
        workers.forEach(SlotWorker::close);
        databases.values().forEach(SourceDatabase::close);
    }

    /** Collects streams and starts them. Not for use by several threads. */
    public static final class Builder {

        private final List<SlotSettings> streams = new ArrayList<>();
        private MeterRegistry meters = new SimpleMeterRegistry();
        private StateListener listener = StateListener.NONE;

        private Builder() {}

        /** Adds a stream. */
        public Builder stream(SlotSettings settings) {
            streams.add(settings);
            return this;
        }

        /** Where meters are registered; without it they are kept to itself. */
        public Builder meters(MeterRegistry meters) {
            this.meters = meters;
            return this;
        }

        /** Who is told of each change of a stream's state. */
        public Builder listener(StateListener listener) {
            this.listener = listener;
            return this;
        }

        /**
         * Starts every stream on a thread of its own and returns at once.
         *
         * @throws IllegalArgumentException when there is no stream, or two have the same name
         */
        public CdcNotifier start() {
            requireDistinctStreams();
            Map<PgEndpoint, SourceDatabase> databases = new HashMap<>();
            List<SlotWorker> workers = new ArrayList<>();
            try {
                for (SlotSettings settings : streams) {
                    SourceDatabase database = databases.computeIfAbsent(
                            settings.endpoint(), endpoint -> new SourceDatabase(endpoint, "cdc-notifier"));
                    workers.add(new SlotWorker(settings, database, meters));
                }
            } catch (RuntimeException e) {
                workers.forEach(SlotWorker::close);
                databases.values().forEach(SourceDatabase::close);
                throw e;
            }
            Supervisor supervisor = new Supervisor(workers, FailureClassifier::classify, metered(workers));
            CdcNotifier notifier = new CdcNotifier(databases, workers, supervisor);
            notifier.supervisor.start();
            return notifier;
        }

        /** The listener, told after the stream's own meters. */
        private StateListener metered(List<SlotWorker> workers) {
            Map<String, SlotWorker> byName =
                    workers.stream().collect(Collectors.toMap(SlotWorker::name, Function.identity()));
            StateListener told = listener;
            return (stream, before, after) -> {
                SlotWorker worker = byName.get(stream);
                if (worker != null) {
                    worker.stateChanged(after);
                }
                told.stateChanged(stream, before, after);
            };
        }

        private void requireDistinctStreams() {
            if (streams.isEmpty()) {
                throw new IllegalArgumentException("no stream to start");
            }
            Set<String> names = new HashSet<>();
            for (SlotSettings settings : streams) {
                if (!names.add(settings.stream())) {
                    throw new IllegalArgumentException("two streams are named " + settings.stream());
                }
            }
        }
    }
}
