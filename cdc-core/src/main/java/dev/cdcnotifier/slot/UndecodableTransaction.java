package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.supervision.Obstacle;

/**
 * A transaction that the server cannot send whole, and that a stream is halted before.
 *
 * @param commitLsn the transaction's commit
 * @param rows how many of its rows were sent before the one that cannot be
 */
public record UndecodableTransaction(Lsn commitLsn, long rows) implements Obstacle {

    /** The first row that cannot be sent. */
    RowId row() {
        return new RowId(commitLsn, rows + 1);
    }

    @Override
    public String toString() {
        return "the transaction commit_lsn=" + commitLsn + ", which the server cannot send";
    }
}
