package dev.cdcnotifier.schema;

import dev.cdcnotifier.pg.PgValueException;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.Tuple;

/**
 * One column of one description of a table, with what reads its type. It reads text and binary alike and gives the same
 * value for both. Immutable, so any thread may call it; it reads only rows of the relation it was bound to.
 */
public abstract sealed class BoundColumn permits LongColumn, DoubleColumn, ValueColumn {

    private final Relation relation;
    private final int position;

    BoundColumn(Relation relation, int position) {
        this.relation = relation;
        this.position = position;
    }

    public String name() {
        return relation.columns().get(position).name();
    }

    /** Its place in every tuple of the relation, from 0. */
    public int position() {
        return position;
    }

    /** Whether there is a value to read: neither NULL nor unchanged. */
    public boolean hasValue(Tuple tuple) {
        requireOwn(tuple);
        return tuple.hasValue(position);
    }

    public boolean isNull(Tuple tuple) {
        requireOwn(tuple);
        return tuple.isNull(position);
    }

    /**
     * Whether it is a large value that an update did not touch and that the server therefore did not send. The old tuple
     * has it under REPLICA IDENTITY FULL.
     */
    public boolean isUnchanged(Tuple tuple) {
        requireOwn(tuple);
        return tuple.isUnchanged(position);
    }

    /** The length of the value, after it was found that there is one and that it is this relation's. */
    final int requireLength(Tuple tuple) {
        requireOwn(tuple);
        int length = tuple.length(position);
        if (length < 0) {
            throw new PgValueException(
                    "column " + name(), tuple.isNull(position) ? "is null" : "was not sent (unchanged)");
        }
        return length;
    }

    final Relation relation() {
        return relation;
    }

    private void requireOwn(Tuple tuple) {
        if (tuple.isOfAnother(relation)) {
            throw new IllegalStateException("column " + name() + " was bound to " + relation.displayName()
                    + " and cannot read a row of another description; keep the columns of each table in a RowMapper of"
                    + " its own");
        }
    }
}
