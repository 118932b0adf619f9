package dev.cdcnotifier.testkit;

import java.time.Duration;

/** Waits for a condition of the outside world, in place of a sleep of a guessed length. Any thread. */
public final class Await {

    private static final long PAUSE_MILLIS = 10;

    private Await() {}

    /** A question to the outside world; an exception counts as "not yet". */
    @FunctionalInterface
    public interface Condition {
        /** True when the wait is over. */
        boolean holds() throws Exception;
    }

    /**
     * Returns as soon as the condition holds, asking about a hundred times a second.
     *
     * @param what completes the sentence "gave up after 10 s waiting for …"
     * @throws TestkitException when the time is over (the condition's last exception is the cause) or the thread is
     *     interrupted (the flag stays set)
     */
    public static void until(String what, Duration atMost, Condition condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        Exception last = null;
        while (true) {
            try {
                if (condition.holds()) {
                    return;
                }
                last = null;
            } catch (InterruptedException e) {
                throw interrupted(what, e);
            } catch (Exception e) {
                last = e;
            }
            if (System.nanoTime() - deadline > 0) {
                String message = "gave up after " + atMost.toMillis() + " ms waiting for " + what;
                throw last == null ? new TestkitException(message) : new TestkitException(message + ": " + last, last);
            }
            pause(what);
        }
    }

    private static void pause(String what) {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        }
    }

    private static TestkitException interrupted(String what, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new TestkitException("interrupted while waiting for " + what, e);
    }
}
