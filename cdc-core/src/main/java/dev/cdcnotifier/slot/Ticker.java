package dev.cdcnotifier.slot;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** The loop's only notion of time: so that a test can run it without any. */
interface Ticker {

    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public long epochMicros() {
            Instant now = Instant.now();
            return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        }

        @Override
        public void park(long nanos) {
            LockSupport.parkNanos(nanos);
        }
    };

    /** A clock that only goes forward, as {@link System#nanoTime}. */
    long nanoTime();

    /** The time of day in microseconds since 1970; it may jump. Only for figures. */
    long epochMicros();

    /** Gives the processor away for about that long. */
    void park(long nanos);
}
