package dev.cdcnotifier.delivery;

import dev.cdcnotifier.delivery.Delivery.Urgency;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When a transaction of Kafka's is to be committed. Pure: every time is given. */
final class CommitPace {

    /** How long a transaction stays open while there is more to read. */
    private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** How long it stays open at the most for the end of PostgreSQL's transaction. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** At a pause a commit comes at once, unless commits took more than this part of the time of late. */
    private static final int PAUSES_PER_COMMIT = 10;

    private final long longestNanos;
    private long openedAt;
    private long askedAt;
    private long committedAt;
    private long commitNanos;

    /** @param deadline how long a record may stay unconfirmed */
    CommitPace(Duration deadline, long nowNanos) {
        this.longestNanos = Math.min(LONGEST_NANOS, deadline.dividedBy(4).toNanos());
        this.committedAt = nowNanos;
    }

    void opened(long nowNanos) {
        openedAt = nowNanos;
    }

    void asked(long nowNanos) {
        askedAt = nowNanos;
    }

    void committed(long nowNanos) {
        committedAt = nowNanos;
        commitNanos = nowNanos - askedAt;
    }

    /** @param inside whether PostgreSQL's transaction has not ended yet */
    boolean isDue(Urgency urgency, boolean inside, boolean hasRoom, long nowNanos) {
        if (urgency == Urgency.END || !hasRoom) {
            return true;
        }
        long open = nowNanos - openedAt;
        if (inside) {
            return open >= longestNanos;
        }
        return open >= Math.min(BUSY_NANOS, longestNanos)
                || urgency == Urgency.PAUSE && nowNanos - committedAt >= PAUSES_PER_COMMIT * commitNanos;
    }
}
