package dev.cdcnotifier.delivery;

import dev.cdcnotifier.pg.Lsn;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A run of records of one transaction that were handed over and not all confirmed yet. A short transaction is one run; a
 * long one is cut into several, so that the ledger's memory and the age of what is oldest stay true while it lasts.
 *
 * <p>The slot's thread adds and closes; producer threads only count confirmations.
 */
public final class InFlight {

    private static final AtomicIntegerFieldUpdater<InFlight> ACKED =
            AtomicIntegerFieldUpdater.newUpdater(InFlight.class, "acked");

    private final AckLedger ledger;

    final long firstSentNanos;

    /** When its transaction was committed. */
    final long commitMicros;

    int sent;
    long bytes;
    boolean closed;

    /** The end of the transaction, on its last run only. */
    @Nullable
    Lsn endLsn;

    private volatile int acked;

    InFlight(AckLedger ledger, long firstSentNanos, long commitMicros) {
        this.ledger = ledger;
        this.firstSentNanos = firstSentNanos;
        this.commitMicros = commitMicros;
    }

    /** One record of this run is confirmed. Any thread; once for each record. */
    public void acked() {
        ACKED.incrementAndGet(this);
        ledger.progressed();
    }

    /** All records handed over so far are confirmed. For the slot's thread. */
    void ackedAll() {
        acked = sent;
    }

    /** Whether every record handed over so far is confirmed. */
    boolean allAcked() {
        return acked == sent;
    }
}
