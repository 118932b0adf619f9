package dev.cdcnotifier.delivery;

import dev.cdcnotifier.pg.Lsn;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What has been sent and what of it is confirmed, in commit order. {@link #completed} never passes a transaction of which
 * a single record is unconfirmed or failed: that is the guarantee everything else stands on.
 *
 * <p>The watermarks: <b>sent</b> is what was handed to the producer; <b>acked</b> what Kafka confirmed, in any order;
 * <b>completed</b> is the end LSN of the longest prefix of transactions, in commit order, that were committed and whose
 * every record is acked. A transaction without records is complete as soon as those before it are.
 *
 * <p>Owned by the slot's thread, except {@link InFlight#acked} and {@link #failed}, which producer threads call. Bounded:
 * the owner sends nothing while {@link #hasRoom} is false.
 */
public final class AckLedger {

    /** In place of a commit's time: there is none. */
    public static final long NO_COMMIT = Long.MIN_VALUE;

    private static final int MAX_RUN_RECORDS = 512;
    private static final int RUNS_PER_WINDOW = 4;
    private static final long MAX_RUN_NANOS = 250_000_000L;

    private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(12);

    private final int maxRecords;
    private final AdaptiveWindow window;
    private final ArrayDeque<InFlight> runs = new ArrayDeque<>();
    private final AtomicReference<@Nullable DeliveryException> failure = new AtomicReference<>();

    /** Whether something was confirmed since the owner last looked. */
    private volatile boolean progress;

    private long nowNanos;
    private long progressNanos = Long.MIN_VALUE;
    private boolean transactionOpen;
    private @Nullable InFlight open;
    private int records;
    private long bytes;
    private Lsn completed = Lsn.NONE;
    private Lsn committedEnd = Lsn.NONE;
    private long openCommitMicros = NO_COMMIT;
    private long deliveredCommitMicros = NO_COMMIT;

    /**
     * @param maxRecords how many records may be in flight, at least 1
     * @param maxBytes how many bytes of keys and values may be in flight, at least 1; the last record may exceed it. How
     *     many of them are used depends on how soon they are confirmed: {@link AdaptiveWindow}
     * @param deadline how long the cluster may confirm nothing before the session is given up
     */
    public AckLedger(int maxRecords, long maxBytes, Duration deadline) {
        if (maxRecords < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("a window of " + maxRecords + " records and " + maxBytes + " bytes");
        }
        this.maxRecords = maxRecords;
        this.window = new AdaptiveWindow(maxBytes, deadline);
    }

    /** With the deadline that a stream has by default. */
    public AckLedger(int maxRecords, long maxBytes) {
        this(maxRecords, maxBytes, DEFAULT_DEADLINE);
    }

    /**
     * A transaction starts.
     *
     * @param commitMicros when it was committed, in microseconds since 1970: handed back, and otherwise of no meaning here
     */
    public void begin(long commitMicros) {
        if (transactionOpen) {
            throw new IllegalStateException("a transaction begins inside another");
        }
        transactionOpen = true;
        openCommitMicros = commitMicros;
    }

    /**
     * A record of the open transaction is about to be handed to the producer.
     *
     * @param size the record's size in bytes
     * @param nowNanos a recent reading of the owner's clock
     * @return what to tell when Kafka has confirmed it
     */
    public InFlight sent(int size, long nowNanos) {
        if (!transactionOpen) {
            throw new IllegalStateException("a record is sent outside of a transaction");
        }
        InFlight run = open;
        if (run == null || nowNanos - run.firstSentNanos > MAX_RUN_NANOS) {
            closeOpenRun();
            run = new InFlight(this, nowNanos, openCommitMicros);
            open = run;
            runs.addLast(run);
        }
        run.sent++;
        run.bytes += size;
        records++;
        bytes += size;
        // Closed as soon as it is long, not at the next record: a full window waits for this run to be confirmed.
        if (run.sent >= MAX_RUN_RECORDS
                || run.sent >= maxRecords / RUNS_PER_WINDOW
                || run.bytes >= window.limitBytes() / RUNS_PER_WINDOW) {
            closeOpenRun();
        }
        return run;
    }

    /** The open transaction ends at the given position: the position to confirm once all before it is acked. */
    public void commit(Lsn endLsn) {
        if (!transactionOpen) {
            throw new IllegalStateException("a commit outside of a transaction");
        }
        transactionOpen = false;
        committedEnd = endLsn;
        closeOpenRun();
        InFlight last = runs.peekLast();
        if (last == null) {
            completed = endLsn;
        } else {
            // For a transaction without records this raises the end of the one before: complete together.
            last.endLsn = endLsn;
        }
    }

    /**
     * The end of the longest prefix of transactions that is delivered whole; {@link Lsn#NONE} before there is one. Never
     * goes back.
     */
    public Lsn completed() {
        InFlight head = runs.peekFirst();
        boolean wasFull = bytes >= window.limitBytes() - window.limitBytes() / RUNS_PER_WINDOW;
        while (head != null && head.closed && head.allAcked()) {
            runs.removeFirst();
            window.confirmed(head.bytes, head.firstSentNanos, wasFull, nowNanos);
            records -= head.sent;
            bytes -= head.bytes;
            if (head.endLsn != null) {
                completed = head.endLsn;
                deliveredCommitMicros = deliveredCommitMicros == NO_COMMIT ? head.commitMicros : deliveredCommitMicros;
            }
            head = runs.peekFirst();
        }
        return completed;
    }

    /** The end of the last transaction that has ended, delivered or not; {@link Lsn#NONE} before there is one. */
    Lsn committedEnd() {
        return committedEnd;
    }

    /**
     * When the first of those transactions was committed that have become part of {@link #completed} since this was last
     * asked, of those with records; {@link #NO_COMMIT} when there is none.
     */
    public long takeDelivered() {
        long first = deliveredCommitMicros;
        deliveredCommitMicros = NO_COMMIT;
        return first;
    }

    /** When the oldest transaction was committed that has begun and is not part of {@link #completed}; else {@link #NO_COMMIT}. */
    public long oldestCommitMicros() {
        InFlight head = runs.peekFirst();
        if (head != null) {
            return head.commitMicros;
        }
        return transactionOpen ? openCommitMicros : NO_COMMIT;
    }

    /** Everything sent so far is confirmed, together. For the owner; instead of {@link InFlight#acked} for each record. */
    public void ackedAll() {
        runs.forEach(InFlight::ackedAll);
        progressed();
    }

    /** Whether another record may be sent. */
    public boolean hasRoom() {
        return records < maxRecords && bytes < window.limitBytes();
    }

    /** Whether no record is unconfirmed and no transaction is open: the stream's position is all there is to know. */
    public boolean isIdle() {
        return !transactionOpen && runs.isEmpty();
    }

    public boolean isTransactionOpen() {
        return transactionOpen;
    }

    /** Whether a single record is unconfirmed; walks over everything in flight. */
    public boolean hasUnacked() {
        return runs.stream().anyMatch(run -> !run.allAcked());
    }

    /** Records sent and not yet part of the completed prefix. */
    public int records() {
        return records;
    }

    /** Bytes sent and not yet part of the completed prefix. */
    public long bytes() {
        return bytes;
    }

    /**
     * How long the oldest unconfirmed record has been waiting, 0 when none is: exact to 250 ms, never too short.
     *
     * @param nowNanos a reading of the clock that {@link #sent} was given
     */
    public long oldestAgeNanos(long nowNanos) {
        for (InFlight run : runs) {
            if (!run.allAcked()) {
                return nowNanos - run.firstSentNanos;
            }
        }
        return 0;
    }

    /**
     * How long nothing has been confirmed while something waited for it; 0 when nothing waits. A cluster that confirms one
     * record after the other is at work, however long each of them waits: this is what a deadline is for. A partition that
     * stands while others are at work shows here soon, because the window behind it gets no larger.
     *
     * @param nowNanos a reading of the clock that {@link #sent} was given
     */
    public long stalledNanos(long nowNanos) {
        long oldest = oldestAgeNanos(nowNanos);
        return progressNanos == Long.MIN_VALUE ? oldest : Math.min(oldest, nowNanos - progressNanos);
    }

    /** How long nothing has been confirmed, whether anything waited for it or not. {@link Long#MAX_VALUE} before the first. */
    long sinceProgressNanos(long nowNanos) {
        if (progress) {
            return 0;
        }
        return progressNanos == Long.MIN_VALUE ? Long.MAX_VALUE : nowNanos - progressNanos;
    }

    /** Whether the cluster takes messages more slowly than they come. */
    public boolean isSlow() {
        return window.isSlow();
    }

    /** A turn of the owner's loop, with a reading of the clock that {@link #sent} was given. */
    public void turn(long nowNanos) {
        this.nowNanos = nowNanos;
        if (progress) {
            progress = false;
            progressNanos = nowNanos;
        }
        window.waiting(oldestAgeNanos(nowNanos), bytes, nowNanos);
        if (!hasRoom()) {
            // The window may have shrunk below what is in the open run: nothing more would come to close it.
            closeOpenRun();
        }
    }

    /** Kafka has confirmed a record, whether that counts by itself or only with its transaction. Any thread. */
    void progressed() {
        if (!progress) {
            progress = true;
        }
    }

    /** A record was not delivered. Any thread; the first failure is kept, and nothing after it counts as completed. */
    public void failed(DeliveryException cause) {
        failure.compareAndSet(null, cause);
    }

    /** The first failure, or null. */
    public @Nullable DeliveryException failure() {
        return failure.get();
    }

    private void closeOpenRun() {
        if (open != null) {
            open.closed = true;
            open = null;
        }
    }
}
