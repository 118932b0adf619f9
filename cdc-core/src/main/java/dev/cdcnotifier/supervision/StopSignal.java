package dev.cdcnotifier.supervision;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A request to one attempt to stop, made once and never taken back: the next attempt has a signal of its own. Any thread may
 * make it, ask for it or wait for it.
 */
public final class StopSignal {

    private final CountDownLatch requested = new CountDownLatch(1);
    private volatile Duration drain = Duration.ZERO;

    /**
     * Asks the worker to stop.
     *
     * @param drain how long it may wait for what is in flight; the first request's value holds
     */
    public synchronized void request(Duration drain) {
        if (!requested()) {
            this.drain = drain;
            requested.countDown();
        }
    }

    public boolean requested() {
        return requested.getCount() == 0;
    }

    /** How long the worker may wait for what is in flight; meaningful once {@link #requested}. */
    public Duration drain() {
        return drain;
    }

    /** Waits until the request comes or the time is over, and says whether it came. */
    public boolean await(Duration timeout) throws InterruptedException {
        return requested.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }
}
