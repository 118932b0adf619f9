package dev.cdcnotifier.change;

import dev.cdcnotifier.pg.Lsn;

/**
 * Names one row's change: the same each time the server sends it, as long as the same publications are streamed from the
 * same timeline. These are the headers {@code cdc-lsn} and {@code cdc-seq}.
 *
 * @param commitLsn the commit of its transaction
 * @param ordinal its place among the transaction's row changes, from 1
 */
public record RowId(Lsn commitLsn, long ordinal) {

    @Override
    public String toString() {
        return "commit_lsn=" + commitLsn + " seq=" + ordinal;
    }
}
