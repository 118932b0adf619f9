package dev.cdcnotifier.slot;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.supervision.Obstacle;

/**
 * Every row of one transaction that would halt a stream.
 *
 * @param commitLsn the transaction's commit
 */
public record HaltedTransaction(Lsn commitLsn) implements Obstacle {

    @Override
    public boolean includes(Obstacle halted) {
        return halted instanceof HaltedRow at && at.row().commitLsn().equals(commitLsn)
                || halted instanceof UndecodableTransaction whole
                        && whole.commitLsn().equals(commitLsn);
    }

    @Override
    public String toString() {
        return "a row of the transaction commit_lsn=" + commitLsn;
    }
}
