package dev.cdcnotifier.slot;

import java.util.concurrent.locks.LockSupport;

/** The loop's only notion of time: so that a test can run it without any. */
interface Ticker {

    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void park(long nanos) {
            LockSupport.parkNanos(nanos);
        }
    };

    /** A clock that only goes forward, as {@link System#nanoTime}. */
    long nanoTime();

    /** Gives the processor away for about that long. */
    void park(long nanos);
}
