package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.ChangeMapper;
import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.Outbox;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.Relations;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowMapper;
import dev.cdcnotifier.change.UnusableRelationException;
import dev.cdcnotifier.delivery.AckLedger;
import dev.cdcnotifier.delivery.RowPosition;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.schema.TableColumns;
import dev.cdcnotifier.supervision.Stall;
import dev.cdcnotifier.supervision.StopSignal;
import dev.cdcnotifier.supervision.Worker;
import dev.cdcnotifier.supervision.WorkerContext;
import dev.cdcnotifier.testkit.PgOutputWriter;
import dev.cdcnotifier.testkit.PgOutputWriter.Cell;
import dev.cdcnotifier.testkit.PgOutputWriter.Column;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session over a scripted stream and a scripted outbox, on a clock that moves only when the loop waits. Tests write the
 * script and run it.
 */
abstract class SessionScript {

    static final Destination TOPIC = new Destination("kafka", "topic");
    static final int TABLE = 16_384;
    static final byte[] RELATION = PgOutputWriter.relation(TABLE, "public", "t", 'f', List.of(Column.key("id", 23)));
    static final Lsn START = new Lsn(1_000);
    static final Duration DEADLINE = Duration.ofSeconds(12);

    final AckLedger ledger = new AckLedger(100, 1_000_000);
    final ScriptedOutbox outbox = new ScriptedOutbox(ledger);
    final ScriptedStream stream = new ScriptedStream();
    final StopSignal stop = new StopSignal();
    final SlotMetrics metrics = new SlotMetrics(new SimpleMeterRegistry(), "test");
    final List<String> states = new ArrayList<>();
    final ManualClock clock = new ManualClock();

    /** Whether the session has said that it got further. */
    boolean progressed;

    @Nullable
    Destination deadLetters;

    final RecentEvents events = new RecentEvents();
    final SkippedRows skipped = new SkippedRows("test", events);
    Lsn limit = Lsn.MAX;
    StallWatch.Look look = StallWatch.Look.NONE;
    JoinWatch.Probe probe = JoinWatch.Probe.NEVER;
    Duration deadline = DEADLINE;

    /** Runs the script, and stops when it is over. */
    Worker.End run() throws Exception {
        stream.atEnd(() -> stop.request(Duration.ZERO));
        return session().run(context());
    }

    Worker.End runWithoutStop() throws Exception {
        return session().run(context());
    }

    SlotSession session() {
        TransactionReader reader = new TransactionReader(
                "test",
                ledger,
                new Relations(new TextMapper()),
                new RowMapping("test", outbox, deadLetters, skipped, metrics),
                metrics,
                limit,
                RowPosition.NONE);
        SlotTimes times = new SlotTimes(deadline, Duration.ofSeconds(5));
        SessionWatches watches = new SessionWatches(
                new JoinWatch(limit, probe, Runnable::run, 0),
                new StreamGuard(() -> false, () -> false, StreamGuard.Check.NONE, () -> {}, Runnable::run, 0),
                new StallWatch("test", look, end -> metrics.walEnd(end, Lsn.NONE), busy -> {}, Runnable::run, 0));
        return new SlotSession(stream, ledger, outbox, reader, watches, times, metrics, clock, START);
    }

    WorkerContext context() {
        return new WorkerContext() {
            @Override
            public StopSignal stop() {
                return stop;
            }

            @Override
            public void waiting(String what) {
                states.add("waiting");
            }

            @Override
            public void progressed() {
                progressed = true;
            }

            @Override
            public void streaming() {
                states.add("streaming");
            }

            @Override
            public void stalled(Stall why) {
                states.add(why.reason());
            }

            @Override
            public void backpressure() {
                states.add("backpressure");
            }
        };
    }

    static byte[][] transaction(long commitLsn, long endLsn, String... rows) {
        List<byte[]> messages = new ArrayList<>(List.of(RELATION, PgOutputWriter.begin(commitLsn, 0, 1)));
        for (String row : rows) {
            messages.add(insert(row));
        }
        messages.add(PgOutputWriter.commit(commitLsn, endLsn, 0));
        return messages.toArray(byte[][]::new);
    }

    static byte[] insert(String row) {
        return PgOutputWriter.insert(TABLE, List.of(Cell.text(row)));
    }

    /** A clock that moves when the loop waits, or when the script says so. */
    static final class ManualClock implements Ticker {

        private static final long TODAY_MICROS = 1_700_000_000_000_000L;

        private long now;
        private Runnable onPark = () -> {};

        void advance(Duration time) {
            now += time.toNanos();
        }

        void onPark(Runnable action) {
            onPark = action;
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public long epochMicros() {
            return TODAY_MICROS + now / 1_000;
        }

        @Override
        public void park(long nanos) {
            now += nanos;
            onPark.run();
        }
    }

    /** Sends the first column as it is; {@code poison}, with a colon and more or without, cannot be mapped. */
    static final class TextMapper implements ChangeMapper, RowMapper {

        @Override
        public Set<Destination> destinations() {
            return Set.of(TOPIC);
        }

        @Override
        public RowMapper bind(Relation relation) {
            if (relation.table().equals("unusable")) {
                throw new UnusableRelationException(relation, "scripted", "scripted");
            }
            return this;
        }

        @Override
        public void map(RowChange change, Outbox target) throws PoisonRowException {
            String text = change.row().text(0);
            if (text.equals("poison") || text.startsWith("poison:")) {
                throw new PoisonRowException("scripted poison");
            }
            if (text.equals("malformed")) {
                TableColumns.of(change.relation()).int8("id").get(change.row());
            }
            if (text.equals("mistyped")) {
                TableColumns.of(change.relation()).uuid("id");
            }
            if (text.equals("bug")) {
                throw new IllegalStateException("scripted bug");
            }
            target.send(TOPIC, new byte[0], text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Map<String, String> identify(RowChange change) {
            String text = change.row().text(0);
            if (text.equals("malformed")) {
                throw new IllegalStateException("a mapper that cannot even name the row");
            }
            return Map.of("text", text);
        }
    }
}
