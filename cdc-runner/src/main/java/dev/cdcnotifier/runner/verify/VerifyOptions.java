package dev.cdcnotifier.runner.verify;

import java.time.Duration;
import java.time.Instant;

/**
 * What to compare and how.
 *
 * @param since what happened before, by the messages' own word, may be on one side only; {@link Instant#MIN} for nothing
 * @param once ends when everything was read that was there at the start, and compared
 * @param grace how far a side has to be past a message that it lacks
 * @param tolerance by how much the times of lifecycle messages may differ
 * @param maxWaitingBytes ends it when messages without a counterpart take more memory
 * @param atLeast how many pairs have to be the same for the verdict that all is
 * @param anyPartition whether the partitions of a key may differ
 */
public record VerifyOptions(
        String namespace,
        Instant since,
        boolean once,
        Duration grace,
        Duration tolerance,
        long maxWaitingBytes,
        long atLeast,
        boolean anyPartition) {}
