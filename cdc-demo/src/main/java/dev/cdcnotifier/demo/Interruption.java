package dev.cdcnotifier.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, or any other signal that ends the JVM: the demo's thread is interrupted, and the JVM waits until it has put
 * everything away, so that the prompt comes back to a clean machine.
 */
final class Interruption {

    private static final Duration CLEAN_UP = Duration.ofSeconds(30);

    private final Thread demo;
    private final CountDownLatch cleanedUp = new CountDownLatch(1);
    private volatile boolean requested;

    private Interruption(Thread demo) {
        this.demo = demo;
    }

    /** From now on the calling thread is interrupted when the JVM is told to end. */
    static Interruption ofThisThread() {
        Interruption interruption = new Interruption(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::interrupt, "interruption"));
        return interruption;
    }

    /** Whether the JVM is ending; the thread's own flag may have been swallowed by a library. */
    boolean requested() {
        return requested;
    }

    /** To be called by the demo's thread when it has nothing left to put away. */
    void cleanedUp() {
        cleanedUp.countDown();
    }

    private void interrupt() {
        if (cleanedUp.getCount() == 0) {
            return;
        }
        requested = true;
        demo.interrupt();
        try {
            if (!cleanedUp.await(CLEAN_UP.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("cdc-notifier demo: still not tidied up after " + CLEAN_UP.toSeconds()
                        + " s; the servers are ended now that this process is gone");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
