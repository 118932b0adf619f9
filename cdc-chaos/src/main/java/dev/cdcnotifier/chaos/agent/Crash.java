package dev.cdcnotifier.chaos.agent;

import dev.cdcnotifier.delivery.AckLedger;
import java.util.concurrent.atomic.AtomicInteger;

/** Ends the process as a power cut would, or throws, at a chosen pass. Called from the changed code, any thread. */
public final class Crash {

    private static final int KILLED = 137;
    private static final AtomicInteger LEFT = new AtomicInteger(Integer.MAX_VALUE);

    private static volatile boolean throwing;

    private Crash() {}

    static void at(int pass) {
        LEFT.set(pass);
    }

    /** At the pass an exception is thrown, once, and the process lives on. */
    static void throwAt(int pass) {
        throwing = true;
        LEFT.set(pass);
    }

    /** The crash point is passed. */
    public static void pass() {
        if (LEFT.decrementAndGet() == 0) {
            if (throwing) {
                throw new IllegalStateException("planted: nobody thought of this");
            }
            Runtime.getRuntime().halt(KILLED);
        }
    }

    /** The crash point is passed, if something in the ledger waits for Kafka. */
    public static void passWhileUnacked(Object ledger) {
        if (((AckLedger) ledger).hasUnacked()) {
            pass();
        }
    }
}
