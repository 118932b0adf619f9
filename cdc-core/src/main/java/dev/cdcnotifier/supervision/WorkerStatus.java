package dev.cdcnotifier.supervision;

import java.time.Instant;

/**
 * A worker's state at one moment.
 *
 * @param worker the worker's name
 * @param state how it is
 * @param since when that state began
 * @param restarts how many attempts have ended in a failure since the start
 */
public record WorkerStatus(String worker, WorkerState state, Instant since, long restarts) {}
