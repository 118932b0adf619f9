package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What {@code pg_replication_slots} says about a slot; see <a
 * href="https://www.postgresql.org/docs/current/view-pg-replication-slots.html">the manual</a>.
 *
 * @param confirmedFlush up to where the changes were confirmed
 * @param restart from where the server keeps its log for the slot
 * @param walStatus {@code reserved}, {@code extended}, {@code unreserved} or {@code lost}
 * @param safeWalSizeBytes how much more may be written before the slot is in danger; absent when there is no limit
 * @param activePid the server process that streams the slot; absent when none does
 * @param walEnd the end of the server's log, as it was when it was asked
 */
public record SlotStatus(
        Lsn confirmedFlush,
        Lsn restart,
        String walStatus,
        OptionalLong safeWalSizeBytes,
        OptionalInt activePid,
        Lsn walEnd) {

    /** How much log the server keeps because of the slot, in bytes. */
    public long retainedBytes() {
        return walEnd.bytesSince(restart);
    }

    /** How much log lies between what was confirmed and the end, in bytes: changes of anything, not only of ours. */
    public long lagBytes() {
        return walEnd.bytesSince(confirmedFlush);
    }
}
