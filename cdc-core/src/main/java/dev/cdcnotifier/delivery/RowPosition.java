package dev.cdcnotifier.delivery;

import dev.cdcnotifier.pg.Lsn;

/**
 * A place in the order in which the server sends rows, which is the same each time: transactions by their commit, rows by
 * their ordinal. Says that everything up to and including it is done.
 *
 * @param commitLsn the commit of a transaction
 * @param ordinal the last row of that transaction that is done, 0 for none; {@link #WHOLE} for all of them
 */
public record RowPosition(Lsn commitLsn, long ordinal) {

    /** The ordinal that stands for a whole transaction. */
    public static final long WHOLE = Long.MAX_VALUE;

    /** Before everything. */
    public static final RowPosition NONE = new RowPosition(Lsn.NONE, 0);

    /** Whether the row is done. */
    public boolean covers(Lsn commit, long row) {
        int order = commit.compareTo(commitLsn);
        return order < 0 || order == 0 && row <= ordinal;
    }

    /** Whether it stands between two rows of a transaction: then it means something only while rows are counted alike. */
    public boolean isInsideTransaction() {
        return ordinal > 0 && ordinal < WHOLE;
    }

    @Override
    public String toString() {
        return commitLsn + " " + (ordinal == WHOLE ? "whole" : "row " + ordinal);
    }
}
