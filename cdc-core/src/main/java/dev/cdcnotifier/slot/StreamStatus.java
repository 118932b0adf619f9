package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.replication.SlotStatus;
import dev.cdcnotifier.supervision.WorkerState;
import dev.cdcnotifier.supervision.WorkerStatus.LastFailure;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stream at one moment. Made from what the process knows: no database and no cluster is asked.
 *
 * @param stream the stream's name
 * @param slot the replication slot
 * @param database the database, {@code host:port/name}
 * @param delivery {@code at-least-once} or {@code exactly-once}
 * @param state how it is
 * @param since when that state began
 * @param restarts how many attempts have failed since the process started
 * @param lastFailure the failure that was last, also after a recovery; null before the first
 * @param progress how far its session is, or was when it ended
 * @param lag how far it is behind the server
 * @param activity what it has done since the process started
 * @param slotSeen the slot at the last look at it, at most 25 s ago while it is streamed; null when there was none
 */
public record StreamStatus(
        String stream,
        String slot,
        String database,
        String delivery,
        WorkerState state,
        Instant since,
        long restarts,
        @Nullable LastFailure lastFailure,
        Progress progress,
        Lag lag,
        StreamActivity activity,
        @Nullable SlotStatus slotSeen) {

    /** Rows mapped since the process started. */
    public long rows() {
        return activity.rows();
    }

    /**
     * The row that the stream is halted at and that can be skipped, alone or with its transaction; empty when it is not halted
     * at one. The remedies of the failure say which of both.
     */
    public Optional<RowId> haltedAt() {
        if (!(state instanceof WorkerState.NeedsOperator halted)) {
            return Optional.empty();
        }
        if (halted.failure().obstacle() instanceof UndecodableTransaction whole) {
            return Optional.of(whole.row());
        }
        return halted.failure().obstacle() instanceof HaltedRow at ? Optional.of(at.row()) : Optional.empty();
    }
}
