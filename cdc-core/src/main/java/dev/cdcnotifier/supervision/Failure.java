package dev.cdcnotifier.supervision;

import org.jspecify.annotations.Nullable;

/**
 * Why a worker's attempt ended, in the words an operator reads.
 *
 * @param kind what it asks for
 * @param reason a stable code in lower_snake_case, for metrics and runbooks, for example {@code slot_missing}
 * @param message what happened, what it means and what to do; no row data, no secret
 * @param obstacle what can be passed over so that the worker goes on; null when nothing can
 */
public record Failure(FailureKind kind, String reason, String message, @Nullable Obstacle obstacle) {

    /** A failure that nothing can be passed over for. */
    public Failure(FailureKind kind, String reason, String message) {
        this(kind, reason, message, null);
    }
}
