package dev.cdcnotifier.delivery;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How many bytes may be in flight: as many as the cluster takes in a sixth of the delivery deadline, within a bound. Begins small, doubles
 * while what is sent is confirmed soon, and shrinks when it takes long. So a cluster that is slow (a quota, a thin line, a
 * busy broker) finds little in the producer's queue: requests stay small enough to be answered in time, and a transaction
 * of Kafka's ends before the brokers end it.
 *
 * <p>Judged by the time from a record's hand-over to its confirmation, above the smallest such time of the last minute: a
 * cluster that is far away is not slow. Pure: every time is given. Owned by the slot's thread.
 */
final class AdaptiveWindow {

    private static final long FIRST_BYTES = 64 << 10;

    /** What was learnt longer ago is not believed. */
    private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final long maxBytes;
    private final long minBytes;

    /** The queue that a record may find before it. A request has half of the deadline, and must not outgrow that. */
    private final long slowNanos;

    private final long quickNanos;

    /** A smallest time above this is a queue as well: one that never got empty. */
    private final long farthestNanos;

    private long limitBytes;
    private boolean slow;
    private boolean started;
    private long shrunkAt;
    private long neededAt;

    private long leastNow = Long.MAX_VALUE;
    private long leastBefore = Long.MAX_VALUE;
    private long leastSince;

    /** @param deadline how long the cluster may confirm nothing before a session is given up */
    AdaptiveWindow(long maxBytes, Duration deadline) {
        this.slowNanos = deadline.toNanos() / 6;
        this.quickNanos = deadline.toNanos() / 12;
        this.farthestNanos = deadline.toNanos() / 6;
        this.maxBytes = maxBytes;
        this.minBytes = Math.min(maxBytes, FIRST_BYTES);
        this.limitBytes = minBytes;
    }

    long limitBytes() {
        return limitBytes;
    }

    /** Whether the cluster takes messages more slowly than they come. Stays so until they are confirmed soon again. */
    boolean isSlow() {
        return slow;
    }

    /**
     * Records handed over together are confirmed.
     *
     * @param bytes how large they are
     * @param sentNanos when the first of them was handed over
     * @param wasFull whether the window was the reason that there was no more in flight
     */
    void confirmed(long bytes, long sentNanos, boolean wasFull, long nowNanos) {
        start(nowNanos);
        long delay = nowNanos - sentNanos;
        long queued = delay - leastDelay(delay, nowNanos);
        if (wasFull) {
            neededAt = nowNanos;
        }
        if (delay > slowNanos) {
            slow = true;
        } else if (delay <= quickNanos) {
            slow = false;
        }
        if (queued > slowNanos) {
            shrink(sentNanos, queued, nowNanos);
        } else if (queued <= quickNanos && wasFull) {
            limitBytes = Math.min(maxBytes, limitBytes + bytes);
        }
    }

    /**
     * Nothing is added to what waits while the oldest record waits for too long: a partition that stands does not collect a
     * window of records behind it.
     */
    void waiting(long oldestNanos, long bytesInFlight, long nowNanos) {
        start(nowNanos);
        if (oldestNanos - least() > slowNanos) {
            slow = true;
            limitBytes = Math.max(minBytes, Math.min(limitBytes, bytesInFlight));
        } else if (bytesInFlight == 0 && nowNanos - neededAt > MEMORY_NANOS) {
            limitBytes = minBytes;
            slow = false;
        }
    }

    /** Once for each window: the records that were in flight when it shrank waited for what it was before. */
    private void shrink(long sentNanos, long queued, long nowNanos) {
        if (sentNanos - shrunkAt >= 0) {
            limitBytes = Math.max(minBytes, (long) (limitBytes * ((double) slowNanos / queued)));
            shrunkAt = nowNanos;
        }
    }

    private long leastDelay(long delay, long nowNanos) {
        if (nowNanos - leastSince > MEMORY_NANOS) {
            leastBefore = leastNow;
            leastNow = Long.MAX_VALUE;
            leastSince = nowNanos;
        }
        leastNow = Math.min(leastNow, delay);
        return least();
    }

    private long least() {
        long least = Math.min(leastNow, leastBefore);
        return least == Long.MAX_VALUE ? 0 : Math.min(least, farthestNanos);
    }

    private void start(long nowNanos) {
        if (!started) {
            started = true;
            leastSince = nowNanos;
            neededAt = nowNanos;
            shrunkAt = nowNanos - slowNanos * 1_000;
        }
    }
}
