package dev.cdcnotifier.change;

import dev.cdcnotifier.pgoutput.PgOutputMessage.Begin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * One committed change of one row.
 *
 * <p>{@code transaction.commitLsn()} and {@code ordinal} name the change ({@link #id}): they are the same each time the
 * server sends it.
 *
 * @param operation what happened to the row
 * @param transaction the start of the transaction it belongs to
 * @param ordinal its place among the transaction's row changes, from 1
 * @param relation the table as it was described last on this connection
 * @param oldTuple the row before; null for an insert, and for an update when the server sent none
 * @param oldTupleIsKey whether {@code oldTuple} holds only the replica identity's columns
 * @param newTuple the row after; null for a delete
 */
public record RowChange(
        Operation operation,
        Begin transaction,
        long ordinal,
        Relation relation,
        @Nullable Tuple oldTuple,
        boolean oldTupleIsKey,
        @Nullable Tuple newTuple) {

    /** Tells the tuples whose rows they are, so that no column is read as another type than its own. */
    public RowChange {
        if (oldTuple != null) {
            oldTuple.describedBy(relation);
        }
        if (newTuple != null) {
            newTuple.describedBy(relation);
        }
    }

    /** What happened to a row. */
    public enum Operation {
        INSERT,
        UPDATE,
        DELETE
    }

    /** The tuple that is always there: the row after an insert or update, the row before a delete. */
    public Tuple row() {
        Tuple tuple = newTuple != null ? newTuple : oldTuple;
        if (tuple == null) {
            throw new IllegalStateException("a change without a tuple");
        }
        return tuple;
    }

    /** Which change it is. */
    public RowId id() {
        return new RowId(transaction.commitLsn(), ordinal);
    }

    /** Names the change, without its data. */
    @Override
    public String toString() {
        return operation + " of " + relation.displayName() + " " + id();
    }
}
