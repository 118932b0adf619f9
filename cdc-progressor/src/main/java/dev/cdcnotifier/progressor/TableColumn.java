package dev.cdcnotifier.progressor;

import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.UnusableRelationException;
import dev.cdcnotifier.pg.PgBinary;
import dev.cdcnotifier.pg.PgText;
import dev.cdcnotifier.pg.PgValueException;
import dev.cdcnotifier.pg.TableName;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.Tuple;
import dev.cdcnotifier.replication.RequiredColumn;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A column that is needed, at its position in one relation's tuples and of a type that can be read. A value that is not
 * there or malformed makes its row a poison row. Immutable; any thread may call it.
 *
 * @param name the column's name
 * @param position its place in every tuple of the relation
 */
record TableColumn(String name, int position) {

    /**
     * Finds the column.
     *
     * @throws UnusableRelationException when there is none of the name, or it is of another type
     */
    static TableColumn bind(Relation relation, RequiredColumn column) {
        String name = column.name();
        int position = relation.indexOf(name);
        if (position < 0) {
            throw new UnusableRelationException(
                    relation,
                    "column " + name + " is missing",
                    "its rows cannot be read without it; restore it under this name, as " + column.sqlType());
        }
        int oid = relation.columns().get(position).typeOid();
        if (!ColumnType.accepts(column, oid)) {
            throw new UnusableRelationException(
                    relation,
                    "column " + name + " is of the type with oid " + Integer.toUnsignedString(oid)
                            + ", which is not read as " + column.sqlType(),
                    "ALTER TABLE " + new TableName(relation.schema(), relation.table()).quoted() + " ALTER COLUMN \""
                            + name + "\" TYPE " + column.sqlType());
        }
        return new TableColumn(name, position);
    }

    boolean hasValue(Tuple tuple) {
        return tuple.hasValue(position);
    }

    boolean isUnchanged(Tuple tuple) {
        return tuple.isUnchanged(position);
    }

    boolean isBinary(Tuple tuple) {
        return tuple.isBinary(position);
    }

    /** Where the value starts in the tuple's payload. */
    int offset(Tuple tuple) {
        return tuple.offset(position);
    }

    int length(Tuple tuple) {
        return tuple.length(position);
    }

    /** Whether both have a value here, of the same bytes. */
    boolean isSame(Tuple one, Tuple other) {
        return hasValue(one)
                && hasValue(other)
                && Arrays.equals(
                        one.payload(),
                        offset(one),
                        offset(one) + length(one),
                        other.payload(),
                        offset(other),
                        offset(other) + length(other));
    }

    void require(Tuple tuple) throws PoisonRowException {
        if (!hasValue(tuple)) {
            throw new PoisonRowException(name + (isUnchanged(tuple) ? " was not sent" : " is null"));
        }
    }

    long int8(Tuple tuple) throws PoisonRowException {
        require(tuple);
        try {
            return readInt8(tuple);
        } catch (PgValueException e) {
            throw malformed(e);
        }
    }

    /** Microseconds since 1970; both infinities are far outside all years that can be written. */
    long timestamptzMicros(Tuple tuple) throws PoisonRowException {
        require(tuple);
        try {
            return isBinary(tuple)
                    ? PgBinary.timestamptz(tuple.payload(), offset(tuple), length(tuple))
                    : PgText.timestamptz(tuple.payload(), offset(tuple), length(tuple));
        } catch (PgValueException e) {
            throw malformed(e);
        }
    }

    String json(Tuple tuple) throws PoisonRowException {
        require(tuple);
        try {
            return tuple.text(position);
        } catch (PgValueException e) {
            throw malformed(e);
        }
    }

    byte[] bytea(Tuple tuple) throws PoisonRowException {
        require(tuple);
        try {
            return isBinary(tuple)
                    ? tuple.bytes(position)
                    : PgText.bytea(tuple.payload(), offset(tuple), length(tuple));
        } catch (PgValueException e) {
            throw malformed(e);
        }
    }

    /** The text, or null when there is no value. */
    @Nullable
    String text(Tuple tuple) {
        return hasValue(tuple) ? shown(tuple) : null;
    }

    /** Adds the text to what names a row, when it can be read. */
    void show(Tuple tuple, Map<String, String> names) {
        if (position < tuple.size() && hasValue(tuple)) {
            names.put(name, shown(tuple));
        }
    }

    /** Adds the integer to what names a row, when it can be read. */
    void showInteger(Tuple tuple, Map<String, String> names) {
        try {
            if (position < tuple.size() && hasValue(tuple)) {
                names.put(name, Long.toString(readInt8(tuple)));
            }
        } catch (PgValueException e) {
            // A row is named by what can be read of it; what cannot is the reason it is poison.
        }
    }

    private long readInt8(Tuple tuple) {
        return isBinary(tuple)
                ? PgBinary.int8(tuple.payload(), offset(tuple), length(tuple))
                : PgText.int8(tuple.payload(), offset(tuple), length(tuple));
    }

    /** Text of either form, also of what is no valid UTF-8. */
    private String shown(Tuple tuple) {
        return new String(tuple.payload(), offset(tuple), length(tuple), StandardCharsets.UTF_8);
    }

    private PoisonRowException malformed(PgValueException e) {
        return new PoisonRowException(name + " cannot be read: " + e.getMessage());
    }
}
