package dev.cdcnotifier.supervision;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A worker's state at one moment.
 *
 * @param worker the worker's name
 * @param state how it is
 * @param since when that state began
 * @param restarts how many attempts have ended in a failure since the start
 * @param lastFailure the failure that was last, also after a recovery; null before the first
 */
public record WorkerStatus(
        String worker, WorkerState state, Instant since, long restarts, @Nullable LastFailure lastFailure) {

    /**
     * A failure that has happened; standing by is none.
     *
     * @param failure what it was
     * @param at when it was met, the last time
     */
    public record LastFailure(Failure failure, Instant at) {}
}
