package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.delivery.DeliveryException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends to Kafka exactly once, as a reader of committed records sees it: messages and the position they reach are
 * committed together, and the ledger learns of a record only when the commit is known to have succeeded. What a session
 * leaves behind in whatever way is either committed, and then its position says so, or never seen.
 *
 * <p>One Kafka transaction holds many of PostgreSQL's; one of PostgreSQL's that is too large for the window is cut into
 * several. A row's messages go into one Kafka transaction always.
 */
final class TransactionalOutbox implements Delivery {

    private static final Duration ABORT_PATIENCE = Duration.ofSeconds(1);

    private enum State {
        IDLE,
        OPEN,
        COMMITTING
    }

    private record Message(Route route, ProducerRecord<byte[], byte[]> content) {}

    private final AckLedger ledger;
    private final Producer<byte[], byte[]> producer;
    private final Routes routes;
    private final RowRecords records;
    private final Positions positions;
    private final TransactionalMemory memory;
    private final LongSupplier clock;
    private final Duration patience;
    private final long deadlineNanos;
    private final CommitPace pace;

    /** The messages of one row, until it is known that there are no more of it. */
    private final List<Message> row = new ArrayList<>();

    private State state = State.IDLE;
    private volatile boolean closed;
    private long nowNanos;
    private long commitStartedAt;

    /**
     * Takes over the producer and the routes: closes them with itself.
     *
     * @param clock the nanoseconds that the ledger is given
     */
    TransactionalOutbox(
            AckLedger ledger,
            DeliverySettings settings,
            Producer<byte[], byte[]> producer,
            Routes routes,
            Positions positions,
            MemoryTopic memory,
            LongSupplier clock) {
        this.ledger = ledger;
        this.producer = producer;
        this.routes = routes;
        this.records = new RowRecords(settings);
        this.positions = positions;
        this.clock = clock;
        this.deadlineNanos = settings.deadline().toNanos();
        this.patience = KafkaDelivery.patience(settings.deadline());
        this.pace = new CommitPace(settings.commitInterval(), settings.deadline());
        this.memory = new TransactionalMemory(memory, clock, patience, this::commitMemory);
    }

    @Override
    public <E extends Exception> @Nullable Position takeOver(KeepAlive<E> keepAlive)
            throws E, DeliveryException, InterruptedException {
        long end = clock.getAsLong() + patience.toNanos();
        while (!fence(end)) {
            keepAlive.send();
        }
        return positions.read(end, keepAlive);
    }

    @Override
    public void sending(RowChange change, long nowNanos) {
        handOver();
        records.row(change);
        this.nowNanos = nowNanos;
    }

    @Override
    public void send(Destination destination, byte[] key, byte[] value) throws PoisonRowException {
        Route route = routes.to(destination);
        enter(route, records.message(route, key, value));
    }

    @Override
    public void send(DeadLetter letter) throws DeliveryException {
        Route route = routes.to(letter.destination());
        enter(route, records.deadLetter(route, letter));
    }

    @Override
    public boolean advance(Urgency urgency, Supplier<RowPosition> reached)
            throws DeliveryException, InterruptedException {
        if (ledger.failure() != null) {
            return false;
        }
        if (state != State.COMMITTING) {
            finishRow(reached);
            // Asked in each turn, since it counts those in which there was nothing to do.
            boolean due = isDue(urgency);
            if (state == State.IDLE && memory.isDue(urgency, clock.getAsLong())) {
                startCommit(null);
            } else if (state == State.IDLE || !due) {
                return true;
            } else {
                startCommit(reached.get());
            }
        }
        return commit();
    }

    @Override
    public PositionMemory memory() {
        return memory;
    }

    /** Before the first row: commits what is to be remembered and nothing else. */
    private boolean commitMemory() throws DeliveryException, InterruptedException {
        if (state == State.IDLE) {
            startCommit(null);
        }
        return commit();
    }

    @Override
    public void check() {
        routes.look();
    }

    @Override
    public long throttledNanos() {
        return ThrottleTime.nanos(List.of(producer));
    }

    /** An open transaction is aborted if that is quick, since it hides from readers whatever comes after it. */
    @Override
    public void close() {
        closed = true;
        routes.close();
        if (state == State.OPEN && ledger.failure() == null) {
            KafkaDelivery.close(producer, ABORT_PATIENCE);
        } else {
            KafkaDelivery.closeAtOnce(producer);
        }
    }

    /** Ends whatever another producer of this stream has begun, and its right to begin anything. */
    private boolean fence(long end) throws DeliveryException, InterruptedException {
        try {
            producer.initTransactions();
            return true;
        } catch (TimeoutException e) {
            if (clock.getAsLong() - end > 0) {
                throw positions.failure(e);
            }
            return false;
        } catch (InterruptException e) {
            throw interrupted();
        } catch (KafkaException | IllegalStateException e) {
            throw positions.failure(e);
        }
    }

    /** In the ledger at once: a transaction must not look complete while a row of it is held here. */
    private void enter(Route route, ProducerRecord<byte[], byte[]> message) {
        if (ledger.failure() == null) {
            ledger.sent(message.key().length + message.value().length, nowNanos);
            row.add(new Message(route, message));
        }
    }

    /** A row that stopped the stream half-way is sent by nobody: the position stands before it. */
    private void finishRow(Supplier<RowPosition> reached) {
        if (row.isEmpty()) {
            return;
        }
        if (reached.get().covers(records.commitLsn(), records.ordinal())) {
            handOver();
        } else {
            row.clear();
        }
    }

    /**
     * No message is handed over twice: what of a row is sent when this breaks off nobody knows, so the ledger's failure
     * keeps its transaction from ever being committed.
     */
    private void handOver() {
        if (row.isEmpty()) {
            return;
        }
        boolean whole = false;
        try {
            if (ledger.failure() == null) {
                RowId id = records.row();
                for (Message message : row) {
                    message.route().handedOver();
                    hand(message.route().destination(), message.content(), id);
                }
            }
            whole = true;
        } finally {
            row.clear();
            if (!whole) {
                ledger.failed(
                        new DeliveryException(
                                Kind.TRANSIENT,
                                "kafka_unavailable",
                                "the Kafka client broke off while it was given a row's messages; none of its transaction counts"));
            }
        }
    }

    /** @param row what the record was made of; null for a position */
    private void hand(Destination destination, ProducerRecord<byte[], byte[]> message, @Nullable RowId row) {
        try {
            if (state == State.IDLE) {
                producer.beginTransaction();
                state = State.OPEN;
                pace.opened(clock.getAsLong());
            }
            producer.send(message, new FailureReport(ledger, destination, row, this::abandon));
        } catch (KafkaException | IllegalStateException e) {
            ledger.failed(KafkaFailures.of(e, destination));
        }
    }

    private boolean isDue(Urgency urgency) {
        return pace.isDue(urgency, ledger.isTransactionOpen(), ledger.hasRoom(), clock.getAsLong());
    }

    /** @param reached null when the transaction holds no message, so that how far they are delivered stays as it is */
    private void startCommit(@Nullable RowPosition reached) {
        if (reached != null) {
            hand(positions.destination(), positions.record(reached), null);
        }
        memory.records(ledger.committedEnd()).forEach(record -> hand(positions.destination(), record, null));
        commitStartedAt = clock.getAsLong();
        state = State.COMMITTING;
        pace.asked(clock.getAsLong());
    }

    /** Whether it has succeeded; when it has not answered yet, the same call goes on waiting for the same commit. */
    private boolean commit() throws DeliveryException, InterruptedException {
        try {
            producer.commitTransaction();
        } catch (TimeoutException e) {
            // With messages in flight, their own deadline ends this.
            long waiting = clock.getAsLong() - commitStartedAt;
            if (!ledger.hasUnacked() && waiting > deadlineNanos && waiting > deadlineNanos + throttledNanos()) {
                throw memory.late();
            }
            return false;
        } catch (InterruptException e) {
            throw interrupted();
        } catch (KafkaException | IllegalStateException e) {
            DeliveryException failure = ledger.failure();
            throw failure != null ? failure : positions.failure(e);
        }
        ledger.ackedAll();
        positions.committed();
        long now = clock.getAsLong();
        memory.committed(now);
        state = State.IDLE;
        pace.committed(now);
        return true;
    }

    /** The client has set the thread's mark again. */
    private static InterruptedException interrupted() {
        Thread.interrupted();
        return new InterruptedException("interrupted while waiting for Kafka");
    }

    private void abandon() {
        if (!closed) {
            KafkaDelivery.closeAtOnce(producer);
        }
    }
}
