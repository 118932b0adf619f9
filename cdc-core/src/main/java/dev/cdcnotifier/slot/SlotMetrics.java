package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.RowChange.Operation;
import dev.cdcnotifier.supervision.WorkerState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

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

    private volatile Progress progress = Progress.NONE;
    private volatile String state = WorkerState.NAMES.get(0);

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
        for (String name : WorkerState.NAMES) {
            meters.add(Gauge.builder("cdc.stream.state", this, metrics -> metrics.state.equals(name) ? 1 : 0)
                    .description("1 for the state the stream is in, 0 for the others")
                    .tags(tags.and("state", name))
                    .register(registry));
        }
        gauge("cdc.lag.bytes", "WAL the server has read and we have not confirmed", Progress::lagBytes);
        gauge("cdc.lsn.server", "the server's position, bytes", p -> p.server().value());
        gauge("cdc.lsn.confirmed", "the confirmed position, bytes", p -> p.confirmed()
                .value());
        gauge("cdc.in.flight.records", "records sent and not confirmed", Progress::inFlightRecords);
        gauge("cdc.in.flight.bytes", "bytes sent and not confirmed", Progress::inFlightBytes);
        gauge("cdc.in.flight.oldest.seconds", "age of the oldest unconfirmed record", p -> p.oldestNanos() / 1e9);
    }

    public Progress progress() {
        return progress;
    }

    /** What the stream has done since the start. */
    public StreamActivity activity() {
        return new StreamActivity(rows(), transactions.sum(), Map.of(), null, null, null);
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

    void state(WorkerState now) {
        state = now.name();
    }

    void progress(Progress now) {
        progress = now;
    }

    /** What was in flight is not any more: it is confirmed, or will be sent again. */
    void sessionEnded() {
        progress = progress.sessionEnded();
    }

    void failed(String reason) {
        Counter counter = Counter.builder("cdc.failures")
                .description("sessions that ended in a failure, by reason")
                .tags(tags)
                .tag("reason", reason)
                .register(registry);
        counter.increment();
        meters.add(counter);
    }

    /** Takes the stream's meters out of the registry. */
    @Override
    public void close() {
        meters.forEach(registry::remove);
    }

    private void counter(String name, String description, LongAdder source, String... moreTags) {
        meters.add(FunctionCounter.builder(name, source, LongAdder::sum)
                .description(description)
                .tags(tags.and(moreTags))
                .register(registry));
    }

    private void gauge(String name, String description, ToDoubleFunction<Progress> value) {
        meters.add(Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.progress))
                .description(description)
                .tags(tags)
                .register(registry));
    }
}
