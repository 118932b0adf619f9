package dev.cdcnotifier.delivery;

import dev.cdcnotifier.delivery.Delivery.KeepAlive;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.RememberedPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Remembers positions in the transactions that hold the messages before them, and in one of its own when no message comes.
 * The {@link TransactionalOutbox} sends its records and says when they are committed.
 */
final class TransactionalMemory implements PositionMemory {

    /** A commit takes the loop's time: without messages, one each second is enough. */
    private static final long PACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final MemoryTopic topic;
    private final LongSupplier clock;
    private final Duration patience;
    private final Commits commits;
    private List<ProducerRecord<byte[], byte[]>> tombstones = List.of();
    private Lsn wanted = Lsn.NONE;
    private Lsn sent = Lsn.NONE;
    private Lsn remembered = Lsn.NONE;
    private long committedAt;

    /** Commits what is wanted. */
    interface Commits {
        /** Whether it is committed; when not, it is to be asked for again. */
        boolean commit() throws DeliveryException, InterruptedException;
    }

    TransactionalMemory(MemoryTopic topic, LongSupplier clock, Duration patience, Commits commits) {
        this.topic = topic;
        this.clock = clock;
        this.patience = patience;
        this.commits = commits;
    }

    @Override
    public <E extends Exception> List<RememberedPosition> recall(KeepAlive<E> keepAlive)
            throws E, DeliveryException, InterruptedException {
        return topic.recall(System.nanoTime() + patience.toNanos(), keepAlive);
    }

    @Override
    public <E extends Exception> void begin(Lsn start, KeepAlive<E> keepAlive)
            throws E, DeliveryException, InterruptedException {
        tombstones = topic.tombstones();
        wanted = start;
        long end = clock.getAsLong() + patience.toNanos();
        while (!commits.commit()) {
            keepAlive.send();
            if (clock.getAsLong() - end > 0) {
                throw late();
            }
        }
    }

    @Override
    public void remember(Lsn position) {
        wanted = Lsn.max(wanted, position);
    }

    @Override
    public Lsn remembered() {
        return remembered;
    }

    /** Whether a transaction is to be begun for the position alone. */
    boolean isDue(Delivery.Urgency urgency, long nowNanos) {
        return wanted.isAfter(remembered) && (urgency == Delivery.Urgency.END || nowNanos - committedAt >= PACE_NANOS);
    }

    /**
     * The records for a transaction that is about to be committed.
     *
     * @param reached the end of the last transaction whose messages are all in it or in one before
     */
    List<ProducerRecord<byte[], byte[]>> records(Lsn reached) {
        wanted = Lsn.max(wanted, reached);
        sent = wanted;
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        if (sent.isAfter(remembered)) {
            records.add(topic.record(sent));
        }
        records.addAll(tombstones);
        tombstones = List.of();
        return records;
    }

    /** What {@link #records} gave last is committed. */
    void committed(long nowNanos) {
        remembered = Lsn.max(remembered, sent);
        committedAt = nowNanos;
    }

    /** A commit for the position alone has not been answered in time. */
    DeliveryException late() {
        return topic.unwritten(wanted);
    }
}
