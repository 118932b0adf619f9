package dev.cdcnotifier.supervision;

/**
 * Why a worker's attempt ended, in the words an operator reads.
 *
 * @param kind what it asks for
 * @param reason a stable code in lower_snake_case, for metrics and runbooks, for example {@code slot_missing}
 * @param message what happened, what it means and what to do; no row data, no secret
 */
public record Failure(FailureKind kind, String reason, String message) {}
