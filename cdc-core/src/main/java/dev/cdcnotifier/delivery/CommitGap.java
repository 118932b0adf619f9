package dev.cdcnotifier.delivery;

import java.util.concurrent.TimeUnit;

/**
 * How long nothing is sent behind a commit of Kafka's. Brokers refuse a transaction until the markers of the one before are
 * written, which takes a millisecond or some, and since Kafka 4 they hold its first request for 20 ms before they look again
 * (broker setting {@code add.partitions.to.txn.retry.backoff.ms}, KAFKA-18654). So to send a little later is to be done much sooner.
 *
 * <p>The gap grows while first requests take longer than usual by about that time, and shrinks while they do not. One that
 * has grown to its bound without help was not the reason, and begins small again. Pure: every time is given. Owned by the
 * slot's thread, but for {@link #acked}.
 */
final class CommitGap {

    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** What brokers wait themselves by default: more gains nothing. */
    private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** What a request takes longer than usual that was held for that. */
    private static final long HELD_NANOS = MOST_NANOS / 2;

    private static final int SHRINK = 64;

    /** How slowly the usual time follows one that has become longer. */
    private static final int FOLLOW = 256;

    private long gapNanos = LEAST_NANOS;
    private long usualNanos = Long.MAX_VALUE;
    private long endsAt;
    private boolean isOpen;
    private long sentAt;
    private volatile long ackedAt;

    /** The first record of a transaction is handed over. */
    void sent(long nowNanos) {
        sentAt = nowNanos;
        ackedAt = nowNanos;
    }

    /** That record is confirmed. On the producer's thread. */
    void acked(long nowNanos) {
        ackedAt = nowNanos;
    }

    /** The transaction is committed. */
    void committed(long nowNanos) {
        judge(ackedAt - sentAt);
        endsAt = nowNanos + gapNanos;
        isOpen = true;
    }

    /** Whether the next transaction would come too soon. */
    boolean isOpen(long nowNanos) {
        isOpen = isOpen && nowNanos - endsAt < 0;
        return isOpen;
    }

    /** How long it is now. */
    long nanos() {
        return gapNanos;
    }

    private void judge(long tookNanos) {
        boolean held = usualNanos != Long.MAX_VALUE && tookNanos - usualNanos >= HELD_NANOS;
        if (!held) {
            gapNanos = Math.max(LEAST_NANOS, gapNanos - gapNanos / SHRINK);
        } else {
            gapNanos = gapNanos == MOST_NANOS ? LEAST_NANOS : Math.min(MOST_NANOS, 2 * gapNanos);
        }
        usualNanos = tookNanos < usualNanos ? tookNanos : usualNanos + (tookNanos - usualNanos) / FOLLOW;
    }
}
