package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.delivery.AckLedger;
import dev.cdcnotifier.delivery.DeadLetter;
import dev.cdcnotifier.delivery.Delivery;
import dev.cdcnotifier.delivery.Position;
import dev.cdcnotifier.delivery.PositionMemory;
import dev.cdcnotifier.delivery.RowPosition;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.replication.ReplicationStream;
import dev.cdcnotifier.slot.SimulatedPostgres.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one session has of a simulated world: its stream, its delivery and its clock. Each call is a step, at which the
 * world goes on and the process may die. Checks each call against what may be done then.
 */
final class SimulatedSession implements ReplicationStream, Delivery, Ticker {

    private static final int MOST_IDLE_TURNS = 1_000;

    private static final long FROZEN_NANOS = 70_000_000_000L;

    /** The process is gone, between any two steps: nothing after this is done by it. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("crash", null, false, false);
        }
    }

    private final SimulatedWorld world;
    private final SplittableRandom random;
    private final SimulatedPostgres postgres;
    private final SimulatedKafka kafka;
    private final AckLedger ledger;
    private final Lsn limit;
    private final boolean faults;
    private final SimulatedWire wire;
    private final SimulatedMemory memory;
    private int stepsLeft;
    private int idleTurns;
    private Lsn position = Lsn.NONE;
    private Lsn confirmed;
    private Lsn readUpTo = Lsn.NONE;
    private long clockReading;
    private long acksSeen;
    private boolean wasNews;
    private long newsSeenAt = Long.MIN_VALUE / 2;
    private boolean isPastPoison;
    private boolean connectionIsLost;

    /** Whether Kafka took something, or wrote a position down, while the last position was on its way. */
    private boolean isConfirmOutdated;

    /** @param steps how many calls the process lives for */
    SimulatedSession(SimulatedWorld world, AckLedger ledger, Lsn start, Lsn limit, int steps) {
        this.world = world;
        this.random = world.random;
        this.postgres = world.postgres;
        this.faults = !world.isHealed();
        this.kafka = new SimulatedKafka(random, world.topic, ledger, faults);
        this.ledger = ledger;
        this.limit = limit;
        this.stepsLeft = steps;
        this.confirmed = start;
        this.wire = new SimulatedWire(postgres, start);
        this.memory = new SimulatedMemory(world, ledger, start);
        world.topic.sessionStarts();
    }

    @Override
    public @Nullable ByteBuffer poll() throws SQLException {
        if (ledger.failure() != null) {
            throw new AssertionError("polled after a record that was not delivered");
        }
        step();
        if (isPastPoison) {
            throw new AssertionError("polled after a row that stops the stream");
        }
        mayLoseConnection(200);
        if (random.nextInt(4) == 0) {
            // Between transactions the server has read nothing beyond what it has sent; inside of one, who knows.
            position =
                    wire.isBetweenTransactions() ? wire.position() : new Lsn(postgres.walEnd() + random.nextInt(100));
            return null;
        }
        byte[] message = wire.poll();
        readUpTo =
                message != null && wire.isBetweenTransactions() ? wire.reading().end() : readUpTo;
        isPastPoison = wire.isPoison(message) && world.isPoisonStopping();
        // After a message it means nothing.
        position = message == null ? wire.position() : random.nextBoolean() ? Lsn.NONE : new Lsn(postgres.walEnd());
        return message == null ? null : ByteBuffer.wrap(message);
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
    public void confirm(Lsn lsn) throws SQLException {
        if (lsn.isAfter(limit)) {
            throw new AssertionError("confirmed " + lsn + " beyond the limit " + limit);
        }
        if (lsn.isBefore(confirmed)) {
            throw new AssertionError("confirmed " + lsn + " after " + confirmed);
        }
        if (lsn.isAfter(world.written())) {
            throw new AssertionError("confirmed " + lsn + ", which is not written down: " + world.written());
        }
        Transaction missing = world.topic.firstMissing(postgres.log());
        if (missing != null && missing.commit().isBefore(lsn)) {
            throw new AssertionError("confirmed " + lsn + " while not all of " + missing + " is readable");
        }
        long acks = kafka.acks();
        Lsn remembered = memory.remembered();
        step();
        mayLoseConnection(300);
        confirmed = lsn;
        if (!faults || random.nextInt(10) > 0) {
            postgres.confirmed(lsn);
        }
        step();
        isConfirmOutdated = kafka.acks() != acks || !memory.remembered().equals(remembered);
    }

    @Override
    public <E extends Exception> @Nullable Position takeOver(KeepAlive<E> keepAlive) {
        return null;
    }

    @Override
    public PositionMemory memory() {
        return memory;
    }

    @Override
    public boolean advance(Urgency urgency, Supplier<RowPosition> reached) {
        step();
        return true;
    }

    @Override
    public void sending(RowChange change, long nowNanos) {}

    @Override
    public void send(Destination destination, byte[] key, byte[] value) {
        take(new String(value, StandardCharsets.UTF_8));
    }

    @Override
    public void send(DeadLetter deadLetter) {
        take(SimulatedPostgres.POISON_ROW);
    }

    private void take(String message) {
        step();
        if (isPastPoison) {
            throw new AssertionError("sent " + message + " after a row that stops the stream");
        }
        // It would not be lost, for nothing beyond the limit is confirmed, but sent once more after the join.
        if (!wire.reading().commit().isBefore(limit)) {
            throw new AssertionError("sent " + message + ", which this session may see only a part of: limit " + limit);
        }
        kafka.take(message, world.now);
        kafka.work(world.now);
    }

    @Override
    public void check() {
        step();
    }

    @Override
    public long nanoTime() {
        if (++idleTurns > MOST_IDLE_TURNS) {
            throw new AssertionError("the loop goes round and does nothing");
        }
        clockReading = world.now;
        return clockReading;
    }

    @Override
    public long epochMicros() {
        return world.now / 1_000;
    }

    @Override
    public void park(long nanos) {
        world.now += nanos;
        step();
    }

    @Override
    public void close() {
        kafka.close();
        memory.close();
    }

    /** The position this session confirmed last: what the process remembers as long as it lives. */
    Lsn confirmed() {
        return confirmed;
    }

    @Override
    public long throttledNanos() {
        return 0;
    }

    /**
     * A turn of the loop is over: by the clock as it was read in that turn, Kafka is not silent beyond the deadline. The loop
     * learns of a confirmation when it next reads the clock, in this turn or in the one that follows.
     */
    void turns(Duration deadline) {
        boolean isNews = kafka.acks() != acksSeen;
        if (isNews || wasNews) {
            newsSeenAt = clockReading;
        }
        acksSeen = kafka.acks();
        wasNews = isNews;
        if (Math.min(ledger.oldestAgeNanos(clockReading), clockReading - newsSeenAt) > deadline.toNanos()) {
            throw new AssertionError("waits for a silent Kafka beyond the delivery deadline");
        }
    }

    /** The session was given up for its deadline: Kafka was silent for that long, as the loop could know. */
    void givesUp(Duration deadline) {
        if (clockReading - kafka.confirmedAt() <= deadline.toNanos()) {
            throw new AssertionError("gave up a Kafka that had confirmed something within the deadline");
        }
    }

    /** A session that ends in order leaves nothing unconfirmed that Kafka took: the next one would repeat it. */
    void endsInOrder() {
        Lsn delivered = Lsn.min(kafka.hasConfirmedAll() ? readUpTo : ledger.completed(), limit);
        Lsn taken = Lsn.min(delivered, memory.remembered());
        if (!connectionIsLost && !isConfirmOutdated && taken.isAfter(confirmed)) {
            throw new AssertionError("ended with " + confirmed + " confirmed, but Kafka took all up to " + taken);
        }
    }

    /** A session that is stopped with time to spare leaves no transaction in its middle: the next one would repeat it. */
    void stopsInTime() {
        if (!wire.isBetweenTransactions() && wire.reading().commit().isBefore(limit) && ledger.failure() == null) {
            throw new AssertionError("stopped inside of " + wire.reading());
        }
    }

    private void mayLoseConnection(int oneIn) throws SQLException {
        if (faults && random.nextInt(oneIn) == 0) {
            connectionIsLost = true;
            throw new SQLException("scripted", "08006");
        }
    }

    private void step() {
        idleTurns = 0;
        if (--stepsLeft <= 0) {
            throw new Crash();
        }
        world.now += random.nextInt(3) == 0 ? random.nextInt(20_000_000) : 0;
        if (faults && random.nextInt(1_000) == 0) {
            world.now += FROZEN_NANOS;
        }
        if (random.nextInt(3) == 0) {
            postgres.work();
        }
        kafka.work(world.now);
        memory.work();
    }
}
