package dev.cdcnotifier.delivery;

import dev.cdcnotifier.delivery.Delivery.Urgency;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * When a transaction of Kafka's is to be committed: as soon as that costs nothing, and never later than the interval. A
 * commit costs the time for which the loop stands still. It costs nothing once the loop has waited for the server for as
 * long as that since the commit before; a loop that never waits, since it works off a backlog, spends a twentieth of its
 * time on commits. Pure: every time is given.
 */
final class CommitPace {

    /** What a turn of the loop has waited that says so. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A loop that never waits works that many times as long as its commits take. */
    private static final int WORK_PER_COMMIT = 20;

    /** For the end of PostgreSQL's transaction a commit waits that many intervals at the most. */
    private static final int INTERVALS_INSIDE = 2;

    private final long intervalNanos;
    private final long insideNanos;
    private long openedAt;
    private long askedAt;
    private long usualNanos;
    private long costNanos;
    private long pausedNanos;

    /**
     * @param interval how long a transaction stays open at the most
     * @param deadline how long a record may stay unconfirmed
     */
    CommitPace(Duration interval, Duration deadline) {
        long longest = deadline.dividedBy(4).toNanos();
        this.intervalNanos = Math.min(interval.toNanos(), longest);
        this.insideNanos = Math.min(INTERVALS_INSIDE * interval.toNanos(), longest);
    }

    void opened(long nowNanos) {
        openedAt = nowNanos;
    }

    void asked(long nowNanos) {
        askedAt = nowNanos;
    }

    /** One slow commit among many says little of the next: it counts for no more than a fourth, until a second one follows. */
    void committed(long nowNanos) {
        long last = nowNanos - askedAt;
        usualNanos = usualNanos == 0 ? last : (3 * usualNanos + last) / 4;
        costNanos = Math.min(last, usualNanos);
        pausedNanos = 0;
    }

    /**
     * To be asked once in each turn of the loop.
     *
     * @param inside whether PostgreSQL's transaction has not ended yet
     */
    boolean isDue(Urgency urgency, boolean inside, boolean hasRoom, long nowNanos) {
        if (urgency == Urgency.PAUSE) {
            pausedNanos += PAUSE_NANOS;
        }
        if (urgency == Urgency.END || !hasRoom) {
            return true;
        }
        long open = nowNanos - openedAt;
        if (inside) {
            return open >= insideNanos;
        }
        return open >= Math.min(intervalNanos, WORK_PER_COMMIT * costNanos)
                || urgency == Urgency.PAUSE && pausedNanos >= costNanos;
    }
}
