package dev.cdcnotifier.chaos.agent;

import dev.cdcnotifier.pg.Lsn;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.PGReplicationStream;

/**
 * For bugs that confirm too much: they make a difference when a status passes the end of a transaction that is not
 * delivered. Called from the changed code, on the slot's
 * thread.
 */
public final class Undelivered {

    private static @Nullable Object ledger;

    private Undelivered() {}

    /** A transaction begins in this ledger, the session's. */
    public static void begun(Object of) {
        ledger = of;
    }

    /** A status with the stream's position is about to be sent. */
    public static void reporting(Object stream) {
        Object current = ledger;
        if (current != null
                && isPassed(
                        current,
                        ((PGReplicationStream) stream).getLastFlushedLSN().asLong())) {
            Harm.done();
        }
    }

    /** Whether a transaction ends at or before this position that is not delivered, or one before it is not. */
    static boolean isPassed(Object ledger, long position) {
        boolean delivered = true;
        for (Object run : (Iterable<?>) Harm.get(ledger, "runs")) {
            delivered &= Harm.get(run, "acked").equals(Harm.get(run, "sent"));
            // Only a transaction's last run has its end.
            if (!delivered && Harm.get(run, "endLsn") instanceof Lsn end && end.value() <= position) {
                return true;
            }
        }
        return false;
    }
}
