package dev.cdcnotifier.chaos.oracle;

import java.util.List;

/**
 * A committed transaction as the oracle's own slot shows it.
 *
 * @param namespace whose tables it changed; empty when none of ours
 * @param commitLsn position of its commit record
 * @param endLsn position after its commit record: once confirmed, it is never sent again
 * @param messages what has to come of it, in order
 */
public record Transaction(String namespace, long commitLsn, long endLsn, List<Expected> messages) {}
