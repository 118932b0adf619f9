package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.RowChange.Operation;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.replication.WalEnd;
import dev.cdcnotifier.supervision.WorkerState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One stream's figures. Written by the slot's thread, read by any; registered as meters named {@code cdc.*} with the tag
 * {@code stream}. Lives as long as the stream, across its sessions.
 */
public final class SlotMetrics implements AutoCloseable {

    private final MeterRegistry registry;
    private final Tags tags;
    private final Set<Meter> meters = ConcurrentHashMap.newKeySet();

    private final LongAdder[] rows = new LongAdder[Operation.values().length];
    private final LongAdder transactions = new LongAdder();
    private final LongAdder ignoredRows = new LongAdder();
    private final LongAdder repeatedRows = new LongAdder();
    private final LongAdder truncates = new LongAdder();
    private final LongAdder poisonRows = new LongAdder();
    private final LongAdder deadLetters = new LongAdder();
    private final LongAdder skippedRows = new LongAdder();
    private final CommitLatency latency;

    private volatile Progress progress = Progress.NONE;
    private final LagMeter lagMeter = new LagMeter();
    private volatile boolean isStandby;
    private volatile String state = WorkerState.NAMES.get(0);

    /** Topics and how many messages were handed over for each. */
    private volatile Map<String, AtomicLong> messages = Map.of();

    /** In milliseconds since 1970; 0 before the first. */
    private volatile long confirmedAtMillis;

    private volatile long checkedAtMillis;

    /** Registers the stream's meters. */
    public SlotMetrics(MeterRegistry registry, String stream) {
        this.registry = registry;
        this.tags = Tags.of("stream", stream);
        for (Operation operation : Operation.values()) {
            rows[operation.ordinal()] = new LongAdder();
            counter(
                    "cdc.rows",
                    "rows mapped",
                    rows[operation.ordinal()],
                    "operation",
                    operation.name().toLowerCase(Locale.ROOT));
        }
        counter("cdc.transactions", "transactions received whole", transactions);
        counter("cdc.rows.ignored", "rows of tables that mean nothing to the application", ignoredRows);
        counter("cdc.rows.repeated", "rows the server sent again, not sent to Kafka again", repeatedRows);
        counter("cdc.truncates", "tables emptied by TRUNCATE, which makes no messages", truncates);
        counter("cdc.rows.poison", "rows that could not become messages", poisonRows);
        counter("cdc.rows.dead.letter", "rows sent to the dead-letter topic", deadLetters);
        counter("cdc.rows.skipped", "rows passed over on an operator's word", skippedRows);
        latency = new CommitLatency(registry, tags);
        for (String name : WorkerState.NAMES) {
            meters.add(Gauge.builder("cdc.stream.state", this, metrics -> metrics.state.equals(name) ? 1 : 0)
                    .description("1 for the state the stream is in, 0 for the others")
                    .tags(tags.and("state", name))
                    .register(registry));
        }
        lag(
                "cdc.lag.bytes",
                "WAL between the confirmed position and the end of the server's WAL; NaN while that is not known",
                lag -> lag.bytes().isPresent() ? lag.bytes().getAsLong() : Double.NaN);
        lag(
                "cdc.lag.seconds",
                "age of the oldest commit that is known and not confirmed, or of the WAL beyond the confirmed position",
                Lag::seconds);
        lag(
                "cdc.lag.timestamp.seconds",
                "when the end of the server's WAL was last read; NaN before",
                SlotMetrics::asOf);
        position("cdc.lsn.server", "the server's position, bytes", Progress::server);
        position("cdc.lsn.received", "the position up to which the stream was read, bytes", Progress::received);
        position("cdc.lsn.confirmed", "the confirmed position, bytes", Progress::confirmed);
        gauge("cdc.in.flight.records", "records sent and not confirmed", Progress::inFlightRecords);
        gauge("cdc.in.flight.bytes", "bytes sent and not confirmed", Progress::inFlightBytes);
        gauge("cdc.in.flight.oldest.seconds", "age of the oldest unconfirmed record", p -> p.oldestNanos() / 1e9);
        timestamp("cdc.confirmed.timestamp.seconds", "when a position was last confirmed", m -> m.confirmedAtMillis);
        timestamp(
                "cdc.checked.timestamp.seconds",
                "when publications, tables, topics and slot were last found as they must be",
                m -> m.checkedAtMillis);
    }

    public Progress progress() {
        return progress;
    }

    /** How far the stream is behind now. While another runner delivers, this one knows nothing of it. */
    public Lag lag() {
        return isStandby ? Lag.UNKNOWN : lagMeter.lag(progress, Instant.now());
    }

    /** What the stream has done since the start. */
    public StreamActivity activity() {
        Map<String, Long> counts = new TreeMap<>();
        messages.forEach((topic, count) -> counts.put(topic, count.get()));
        return new StreamActivity(
                rows(),
                transactions.sum(),
                counts,
                latency.recent(),
                instant(confirmedAtMillis),
                instant(checkedAtMillis));
    }

    /** Rows mapped since the start. */
    public long rows() {
        long sum = 0;
        for (LongAdder adder : rows) {
            sum += adder.sum();
        }
        return sum;
    }

    void mapped(Operation operation) {
        rows[operation.ordinal()].increment();
    }

    void transaction() {
        transactions.increment();
    }

    void ignoredRow() {
        ignoredRows.increment();
    }

    void repeatedRow() {
        repeatedRows.increment();
    }

    void truncated(int tables) {
        truncates.add(tables);
    }

    void poisonRow() {
        poisonRows.increment();
    }

    void deadLetter() {
        deadLetters.increment();
    }

    void skippedRow() {
        skippedRows.increment();
    }

    /**
     * From now on these are counted; each topic's count is the same one for as long as the stream lives.
     *
     * @param counts by topic
     */
    void messages(Map<String, AtomicLong> counts) {
        counts.forEach((topic, count) -> {
            // A registry warns of what is registered again.
            if (!messages.containsKey(topic)) {
                meters.add(FunctionCounter.builder("cdc.messages", count, AtomicLong::get)
                        .description("messages handed to Kafka")
                        .tags(tags.and("topic", topic))
                        .register(registry));
            }
        });
        messages = Map.copyOf(counts);
    }

    /**
     * Kafka has confirmed transactions: one sample of the latency for each turn of the loop in which that was found, of the
     * one that was committed first among those found. So a turn that finds many counts once, with the longest way of them.
     * Transactions that make no message do not count.
     */
    void delivered(long commitMicros, long nowMicros) {
        latency.record(nowMicros - commitMicros);
    }

    /** A further position was confirmed to PostgreSQL, or the same one, and there is nothing else to confirm. */
    void confirmed(long nowMicros) {
        confirmedAtMillis = nowMicros / 1_000;
    }

    /** Publications, tables, topics and slot were found as they must be. */
    void checked(long nowMicros) {
        checkedAtMillis = nowMicros / 1_000;
    }

    /** For the slot's thread. While another runner delivers, what this one has left undone says nothing of the stream. */
    void state(WorkerState now) {
        state = now.name();
        isStandby = now instanceof WorkerState.Standby;
        if (isStandby) {
            progress = Progress.NONE;
        }
    }

    /**
     * The end of the server's WAL was read. For the slot's thread.
     *
     * @param slotAt where the slot itself is confirmed; {@link Lsn#NONE} when that is not known
     */
    void walEnd(WalEnd end, Lsn slotAt) {
        lagMeter.read(end, slotAt, progress);
    }

    void progress(Progress now) {
        progress = now;
    }

    /** What was in flight is not any more: it is confirmed, or will be sent again. */
    void sessionEnded() {
        progress = progress.sessionEnded();
    }

    /** @param kind {@code first}, {@code again} or {@code accepted} */
    void slotMade(String kind) {
        counted(Counter.builder("cdc.slots.made")
                .description("slots that were made: for the first time, again after one was given up, or accepted where"
                        + " somebody else put them")
                .tags(tags)
                .tag("kind", kind));
    }

    void failed(String reason) {
        counted(Counter.builder("cdc.failures")
                .description("sessions that ended in a failure, by reason")
                .tags(tags)
                .tag("reason", reason));
    }

    private void counted(Counter.Builder builder) {
        Counter counter = builder.register(registry);
        counter.increment();
        meters.add(counter);
    }

    /** Takes the stream's meters out of the registry. */
    @Override
    public void close() {
        meters.forEach(registry::remove);
        latency.close();
    }

    private static @Nullable Instant instant(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }

    private void timestamp(String name, String description, ToLongFunction<SlotMetrics> millis) {
        meters.add(Gauge.builder(name, this, metrics -> {
                    long at = millis.applyAsLong(metrics);
                    return at == 0 ? Double.NaN : at / 1e3;
                })
                .description(description)
                .tags(tags)
                .register(registry));
    }

    private void lag(String name, String description, ToDoubleFunction<Lag> value) {
        meters.add(Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.lag()))
                .description(description)
                .tags(tags)
                .register(registry));
    }

    private static double asOf(Lag lag) {
        Instant at = lag.asOf();
        return at == null ? Double.NaN : at.toEpochMilli() / 1e3;
    }

    private void counter(String name, String description, LongAdder source, String... moreTags) {
        meters.add(FunctionCounter.builder(name, source, LongAdder::sum)
                .description(description)
                .tags(tags.and(moreTags))
                .register(registry));
    }

    /** Absent while it is not known: as a zero, it would be terabytes behind the end of the WAL. */
    private void position(String name, String description, Function<Progress, Lsn> value) {
        gauge(name, description, now -> {
            Lsn position = value.apply(now);
            return position.equals(Lsn.NONE) ? Double.NaN : position.toDouble();
        });
    }

    private void gauge(String name, String description, ToDoubleFunction<Progress> value) {
        meters.add(Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.progress))
                .description(description)
                .tags(tags)
                .register(registry));
    }
}
