package dev.cdcnotifier.testkit.progressor;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Lets callers pass at a steady rate; after a halt it makes up for one second at the most. Any thread. */
final class Pace {

    private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long BACKLOG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private long intervalNanos;
    private long next = System.nanoTime();

    Pace(double perSecond) {
        setRate(perSecond);
    }

    synchronized void setRate(double perSecond) {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("a rate of " + perSecond + " per second");
        }
        intervalNanos = Math.max(1, (long) (TimeUnit.SECONDS.toNanos(1) / perSecond));
    }

    /** Returns when it is the caller's turn; false when it shall stop instead. */
    boolean await(BooleanSupplier stop) {
        long turn = takeTurn();
        long wait = turn - System.nanoTime();
        while (wait > 0 && !stop.getAsBoolean()) {
            LockSupport.parkNanos(Math.min(wait, LONGEST_PARK_NANOS));
            wait = turn - System.nanoTime();
        }
        return !stop.getAsBoolean();
    }

    private synchronized long takeTurn() {
        long earliest = System.nanoTime() - BACKLOG_NANOS;
        if (next - earliest < 0) {
            next = earliest;
        }
        long turn = next;
        next += intervalNanos;
        return turn;
    }
}
