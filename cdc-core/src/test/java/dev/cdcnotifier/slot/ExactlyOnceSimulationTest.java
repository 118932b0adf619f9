package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.change.ChangeMapper;
import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.Outbox;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.Relations;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.change.RowMapper;
import dev.cdcnotifier.delivery.AckLedger;
import dev.cdcnotifier.delivery.Delivery;
import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.delivery.RowPosition;
import dev.cdcnotifier.delivery.StreamIdentity;
import dev.cdcnotifier.delivery.TransactionalOutboxes;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.TimelineHistory;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.replication.ReplicationStream;
import dev.cdcnotifier.supervision.Stall;
import dev.cdcnotifier.supervision.StopSignal;
import dev.cdcnotifier.supervision.WorkerContext;
import dev.cdcnotifier.testkit.PgOutputWriter;
import dev.cdcnotifier.testkit.PgOutputWriter.Cell;
import dev.cdcnotifier.testkit.PgOutputWriter.Column;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The loop and the real transactional outbox in a world where anything fails anywhere, in the order a seed has it: a reader
 * of committed records sees every row once, and nothing is confirmed to PostgreSQL before it.
 */
@Timeout(300)
class ExactlyOnceSimulationTest {

    private static final int SEEDS = Integer.getInteger("cdc.simulation.seeds", 2_000);
    private static final long FIRST_SEED = Long.getLong("cdc.simulation.first", 1);

    private static final Destination TOPIC = new Destination("kafka", "topic");
    private static final StreamIdentity IDENTITY = new StreamIdentity("1", 1, "db", "slot", List.of("a"));
    private static final int TABLE = 16_384;
    private static final String POISON = "poison";

    private int crashes;
    private int failures;
    private int lostConnections;
    private int unforeseen;
    private int stops;
    private int commits;
    private int lateCommits;
    private int aborts;
    private int resumedInside;
    private int skips;

    @Test
    void whatever_fails_a_reader_of_committed_records_sees_each_row_once() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            World world = new World(seed);
            try {
                for (int left = 3 + world.random.nextInt(20); left > 0; left--) {
                    session(world);
                }
                world.kafka.faults = false;
                for (boolean halted = session(world); halted; halted = session(world)) {
                    skip(world);
                }
                assertThat(world.isAllSeen()).as("everything is seen").isTrue();
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\n" + world.history, e);
            }
            commits += world.kafka.commits;
            lateCommits += world.kafka.lateCommits;
            aborts += world.kafka.aborts;
        }
        // A world in which too little happened proves nothing.
        assertThat(crashes).isGreaterThan(SEEDS);
        assertThat(failures).isGreaterThan(SEEDS);
        assertThat(lostConnections).isGreaterThan(SEEDS / 4);
        assertThat(unforeseen).isGreaterThan(SEEDS / 4);
        assertThat(stops).isGreaterThan(SEEDS / 4);
        assertThat(commits).isGreaterThan(SEEDS);
        assertThat(lateCommits).isGreaterThan(SEEDS / 20);
        assertThat(aborts).isGreaterThan(SEEDS / 4);
        assertThat(skips).isGreaterThan(SEEDS / 20);
        assertThat(resumedInside)
                .as("sessions that resume inside of a transaction")
                .isGreaterThan(SEEDS / 20);
    }

    private void skip(World world) {
        world.skipped.add(world.poison());
        skips++;
    }

    /** Whether it was halted at the poison row. */
    private boolean session(World world) {
        Lsn start = world.slot();
        AckLedger ledger = new AckLedger(1 + world.random.nextInt(20), 1_000);
        TransactionalKafka.Session kafka = world.kafka.new Session();
        String end = "";
        try (Delivery delivery =
                TransactionalOutboxes.open(ledger, kafka.producer(), TOPIC, IDENTITY, world::nanoTime)) {
            RowPosition delivered =
                    ResumePoint.of(world.kafka.position(), IDENTITY, start, () -> TimelineHistory.parse(""));
            resumedInside += delivered.isInsideTransaction() ? 1 : 0;
            world.stream(start);
            delivery.memory().begin(start, () -> {});
            slotSession(world, ledger, delivery, start, delivered).run(world);
            stops++;
            end = "stop";
        } catch (PoisonStopException e) {
            assertThat(e.row()).isEqualTo(world.poison());
            if (world.kafka.faults && world.random.nextBoolean()) {
                skip(world);
            }
            end = "poison";
        } catch (SimulatedSession.Crash e) {
            crashes++;
            // What an operator said is known to the process alone.
            world.skipped = new SkippedRows("test", new RecentEvents());
            end = "crash";
        } catch (DeliveryException e) {
            failures++;
            end = e.reason();
        } catch (SQLException e) {
            lostConnections++;
            end = "lost";
        } catch (TransactionalKafka.Unforeseen e) {
            unforeseen++;
            end = "unforeseen";
        } catch (Exception e) {
            throw new AssertionError("unexpected", e);
        } finally {
            kafka.end();
            world.history.add(start + " " + end + " -> " + world.kafka.position());
        }
        return end.equals("poison");
    }

    private static SlotSession slotSession(
            World world, AckLedger ledger, Delivery delivery, Lsn start, RowPosition delivered) {
        SlotMetrics metrics = new SlotMetrics(new SimpleMeterRegistry(), "test");
        world.skipped.begin(IDENTITY, start);
        TransactionReader reader = new TransactionReader(
                "test",
                ledger,
                new Relations(new ValueMapper()),
                new RowMapping("test", delivery, null, world.skipped, metrics),
                metrics,
                Lsn.MAX,
                delivered);
        return new SlotSession(
                world,
                ledger,
                delivery,
                reader,
                new SessionWatches(
                        new JoinWatch(Lsn.MAX, JoinWatch.Probe.NEVER, Runnable::run, world.nanoTime()),
                        new StreamGuard(
                                () -> false,
                                () -> false,
                                StreamGuard.Check.NONE,
                                () -> {},
                                Runnable::run,
                                world.nanoTime()),
                        new StallWatch(
                                "test", StallWatch.Look.NONE, end -> {}, busy -> {}, Runnable::run, world.nanoTime())),
                new SlotTimes(Duration.ofSeconds(2), Duration.ofSeconds(1)),
                metrics,
                world,
                start);
    }

    /** @param poisonAt before which of its rows the poison row stands; negative when it has none */
    private record Transaction(Lsn commit, Lsn end, List<String> rows, int poisonAt) {}

    /** A PostgreSQL in memory and the virtual clock. */
    private static final class World implements ReplicationStream, Ticker, WorkerContext {

        final Random random;
        final TransactionalKafka kafka;
        final List<String> history = new ArrayList<>();
        private final List<Transaction> log = new ArrayList<>();
        private final Map<Integer, Integer> numbers = new HashMap<>();
        private final Deque<byte[]> wire = new ArrayDeque<>();
        private final int poisoned;
        private SkippedRows skipped = new SkippedRows("test", new RecentEvents());
        private Lsn slot = new Lsn(1_000);
        private Lsn position = Lsn.NONE;
        private StopSignal stop = new StopSignal();
        private long walEnd = 1_000;
        private long now;
        private int next;
        private int stepsLeft;
        private boolean described;

        World(long seed) {
            random = new Random(seed);
            kafka = new TransactionalKafka(random, this::step);
            poisoned = random.nextInt(20);
            for (int left = 5 + random.nextInt(25); left > 0; left--) {
                commitTransaction();
            }
        }

        private void commitTransaction() {
            walEnd += random.nextInt(50);
            List<String> rows = new ArrayList<>();
            for (int left = random.nextInt(10) == 0 ? random.nextInt(60) : random.nextInt(5); left > 0; left--) {
                int key = random.nextInt(5);
                rows.add(key + ":" + numbers.merge(key, 1, Integer::sum));
            }
            Lsn commit = new Lsn(++walEnd);
            walEnd += 1 + random.nextInt(40);
            boolean poison = log.size() == poisoned && random.nextBoolean();
            log.add(new Transaction(commit, new Lsn(walEnd), rows, poison ? random.nextInt(rows.size() + 1) : -1));
        }

        RowId poison() {
            Transaction transaction = log.get(poisoned);
            return new RowId(transaction.commit(), transaction.poisonAt() + 1);
        }

        boolean isAllSeen() {
            return log.stream().flatMap(t -> t.rows().stream()).allMatch(kafka::isSeen);
        }

        /** Where a new process starts; after a crash of the server's it may be behind what was confirmed. */
        Lsn slot() {
            if (kafka.faults && random.nextInt(5) == 0) {
                slot = new Lsn(slot.value() - random.nextInt((int) (slot.value() - 999)));
            }
            return slot;
        }

        void stream(Lsn start) {
            stop = new StopSignal();
            wire.clear();
            described = false;
            next = 0;
            while (next < log.size() && log.get(next).commit().isBefore(start)) {
                next++;
            }
            stepsLeft = kafka.faults ? 1 + random.nextInt(400) : Integer.MAX_VALUE;
        }

        private void step() {
            if (--stepsLeft <= 0) {
                throw new SimulatedSession.Crash();
            }
            now += random.nextInt(3) == 0 ? random.nextInt(20_000_000) : 0;
        }

        @Override
        public @Nullable ByteBuffer poll() throws SQLException {
            step();
            if (kafka.faults && random.nextInt(300) == 0) {
                throw new SQLException("scripted", "08006");
            }
            boolean between = wire.isEmpty();
            if (random.nextInt(5) == 0) {
                position = between ? readUpTo() : new Lsn(walEnd + random.nextInt(100));
                return null;
            }
            if (between && next < log.size()) {
                Transaction transaction = log.get(next++);
                wire.add(PgOutputWriter.begin(transaction.commit().value(), 0, 1));
                if (!described) {
                    described = true;
                    wire.add(PgOutputWriter.relation(TABLE, "public", "t", 'f', List.of(Column.key("id", 23))));
                }
                List<String> rows = new ArrayList<>(transaction.rows());
                if (transaction.poisonAt() >= 0) {
                    rows.add(transaction.poisonAt(), POISON);
                }
                rows.forEach(row -> wire.add(PgOutputWriter.insert(TABLE, List.of(Cell.text(row)))));
                wire.add(PgOutputWriter.commit(
                        transaction.commit().value(), transaction.end().value(), 0));
            }
            byte[] message = wire.poll();
            position = message == null ? readUpTo() : Lsn.NONE;
            return message == null ? null : ByteBuffer.wrap(message);
        }

        private Lsn readUpTo() {
            return next < log.size() ? log.get(next).commit() : new Lsn(walEnd);
        }

        @Override
        public long waitedNanos() {
            return 0;
        }

        @Override
        public Lsn serverPosition() {
            return position;
        }

        @Override
        public void confirm(Lsn lsn) {
            assertThat(lsn).as("confirmed and not written down").isLessThanOrEqualTo(kafka.remembered());
            for (Transaction transaction : log) {
                if (transaction.commit().isBefore(lsn)) {
                    assertThat(transaction.rows()).as("confirmed up to %s", lsn).allMatch(kafka::isSeen);
                }
            }
            step();
            if (!kafka.faults || random.nextInt(4) > 0) {
                slot = Lsn.max(slot, lsn);
            }
        }

        @Override
        public void close() {}

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public long epochMicros() {
            return now / 1_000;
        }

        @Override
        public void park(long nanos) {
            now += nanos;
            step();
        }

        @Override
        public StopSignal stop() {
            return stop;
        }

        /** The loop says this once in each turn, as long as Kafka answers. */
        @Override
        public void waiting(String what) {
            throw new AssertionError("a session waits for nobody: " + what);
        }

        @Override
        public void progressed() {}

        @Override
        public void streaming() {
            // Also the time that a commit without an answer has taken.
            now += 50_000_000;
            if (kafka.faults ? random.nextInt(100) == 0 : isAllSeen()) {
                stop.request(Duration.ofMillis(random.nextInt(3_000)));
            }
        }

        @Override
        public void stalled(Stall why) {
            throw new AssertionError(why);
        }

        @Override
        public void backpressure() {
            now += 50_000_000;
        }
    }

    /** Sends the first column as it is, unless it is poison. */
    private static final class ValueMapper implements ChangeMapper, RowMapper {

        @Override
        public Set<Destination> destinations() {
            return Set.of(TOPIC);
        }

        @Override
        public RowMapper bind(Relation relation) {
            return this;
        }

        @Override
        public void map(RowChange change, Outbox target) throws PoisonRowException {
            String row = change.row().text(0);
            if (row.equals(POISON)) {
                throw new PoisonRowException("scripted");
            }
            target.send(TOPIC, new byte[0], row.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Map<String, String> identify(RowChange change) {
            return Map.of();
        }
    }
}
