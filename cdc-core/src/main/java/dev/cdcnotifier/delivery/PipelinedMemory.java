package dev.cdcnotifier.delivery;

import dev.cdcnotifier.delivery.Delivery.KeepAlive;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.RememberedPosition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Remembers positions with records of their own, one at a time, beside the messages of at-least-once delivery. */
final class PipelinedMemory implements PositionMemory {

    private static final long PARK_NANOS = 1_000_000;
    private static final long KEEP_ALIVE_NANOS = Duration.ofSeconds(2).toNanos();

    /** How many deadlines a position may take while messages go on being confirmed: its own partition may stand. */
    private static final int BUSY_DEADLINES = 4;

    private final MemoryTopic topic;
    private final Producer<byte[], byte[]> producer;
    private final AckLedger ledger;
    private final Duration deadline;
    private final LongSupplier clock;
    private final Runnable onFirstFailure;

    private volatile Lsn remembered = Lsn.NONE;

    /** The position that is on its way; as {@link #remembered} when there is none. Only the slot's thread sets it. */
    private Lsn asked = Lsn.NONE;

    private long askedAt;

    /** @param onFirstFailure what to do, on the producer's thread, when a position is the first record not to be taken */
    PipelinedMemory(
            MemoryTopic topic,
            Producer<byte[], byte[]> producer,
            AckLedger ledger,
            Duration deadline,
            LongSupplier clock,
            Runnable onFirstFailure) {
        this.topic = topic;
        this.producer = producer;
        this.ledger = ledger;
        this.deadline = deadline;
        this.clock = clock;
        this.onFirstFailure = onFirstFailure;
    }

    @Override
    public <E extends Exception> List<RememberedPosition> recall(KeepAlive<E> keepAlive)
            throws E, DeliveryException, InterruptedException {
        return topic.recall(System.nanoTime() + KafkaDelivery.patience(deadline).toNanos(), keepAlive);
    }

    @Override
    public <E extends Exception> void begin(Lsn start, KeepAlive<E> keepAlive)
            throws E, DeliveryException, InterruptedException {
        remember(start);
        long keptAlive = clock.getAsLong();
        while (remembered.isBefore(start)) {
            DeliveryException failure = ledger.failure();
            if (failure != null) {
                throw failure;
            }
            check();
            LockSupport.parkNanos(PARK_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while writing the position");
            }
            if (clock.getAsLong() - keptAlive > KEEP_ALIVE_NANOS) {
                keptAlive = clock.getAsLong();
                keepAlive.send();
            }
        }
        for (ProducerRecord<byte[], byte[]> tombstone : topic.tombstones()) {
            send(tombstone, (metadata, failure) -> {
                if (failure != null) {
                    failed(failure);
                }
            });
        }
    }

    @Override
    public void remember(Lsn position) {
        if (asked.isAfter(remembered) || !position.isAfter(remembered)) {
            return;
        }
        asked = position;
        askedAt = clock.getAsLong();
        send(topic.record(position), (metadata, failure) -> {
            if (failure == null) {
                remembered = position;
            } else {
                failed(failure);
            }
        });
    }

    @Override
    public Lsn remembered() {
        return remembered;
    }

    /**
     * Counts from the last confirmation of anything: a cluster that is slow, or that has asked for a pause because of a quota,
     * takes the position in its turn.
     *
     * @throws DeliveryException when a position has been on its way for too long
     */
    void check() throws DeliveryException {
        if (!asked.isAfter(remembered)) {
            return;
        }
        long now = clock.getAsLong();
        long waiting = now - askedAt;
        long stalled = Math.min(waiting, ledger.sinceProgressNanos(now));
        if (stalled <= deadline.toNanos() && waiting <= BUSY_DEADLINES * deadline.toNanos()) {
            return;
        }
        long patience = deadline.toNanos() + ThrottleTime.nanos(List.of(producer));
        if (stalled > patience || waiting > BUSY_DEADLINES * patience) {
            throw topic.unwritten(asked);
        }
    }

    private void send(ProducerRecord<byte[], byte[]> message, Callback callback) {
        if (ledger.failure() != null) {
            return;
        }
        try {
            producer.send(message, callback);
        } catch (KafkaException | IllegalStateException e) {
            ledger.failed(KafkaFailures.of(e, topic.destination()));
        }
    }

    private void failed(Exception failure) {
        new FailureReport(ledger, topic.destination(), null, onFirstFailure).onCompletion(null, failure);
    }
}
