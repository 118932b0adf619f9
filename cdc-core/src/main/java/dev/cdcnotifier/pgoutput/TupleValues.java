package dev.cdcnotifier.pgoutput;

import dev.cdcnotifier.pg.PgBinary;
import dev.cdcnotifier.pg.PgText;
import dev.cdcnotifier.pg.PgTimestamps;
import dev.cdcnotifier.pg.PgValueException;

/**
 * Reads a column's value whichever way the server sent it, as text or in binary, straight from the message's bytes.
 *
 * <p>Stateless, so any thread may call it. A value that is not of the type asked for, and a column that has no value
 * here (null or unchanged), is a {@link PgValueException}: ask the tuple first where either may be.
 */
public final class TupleValues {

    private TupleValues() {}

    /** An int8, int4 or int2. */
    public static long int8(Tuple tuple, int column) {
        int length = requireValue(tuple, column, "int8");
        int offset = tuple.offset(column);
        return tuple.isBinary(column)
                ? PgBinary.int8(tuple.payload(), offset, length)
                : PgText.int8(tuple.payload(), offset, length);
    }

    /** An int4 or int2, or in text any integer within the range of int4. */
    public static int int4(Tuple tuple, int column) {
        int length = requireValue(tuple, column, "int4");
        int offset = tuple.offset(column);
        return tuple.isBinary(column)
                ? PgBinary.int4(tuple.payload(), offset, length)
                : PgText.int4(tuple.payload(), offset, length);
    }

    /** A bytea, as a copy that belongs to the caller. */
    public static byte[] bytea(Tuple tuple, int column) {
        int length = requireValue(tuple, column, "bytea");
        int offset = tuple.offset(column);
        return tuple.isBinary(column)
                ? PgBinary.bytea(tuple.payload(), offset, length)
                : PgText.bytea(tuple.payload(), offset, length);
    }

    /**
     * A timestamptz in microseconds since 1970-01-01T00:00:00Z, or {@link PgTimestamps#POSITIVE_INFINITY} or {@link
     * PgTimestamps#NEGATIVE_INFINITY}. Years before 1 and after 9999 are values like any other.
     */
    public static long timestamptzMicros(Tuple tuple, int column) {
        int length = requireValue(tuple, column, "timestamptz");
        int offset = tuple.offset(column);
        return tuple.isBinary(column)
                ? PgBinary.timestamptz(tuple.payload(), offset, length)
                : PgText.timestamptz(tuple.payload(), offset, length);
    }

    /** The JSON text of a jsonb, not parsed. */
    public static String json(Tuple tuple, int column) {
        int length = requireValue(tuple, column, "jsonb");
        int offset = tuple.offset(column);
        return tuple.isBinary(column)
                ? PgBinary.jsonb(tuple.payload(), offset, length)
                : PgText.jsonb(tuple.payload(), offset, length);
    }

    /** The text of a text, varchar or enum, whose two forms are the same, or the text form of any other type. */
    public static String text(Tuple tuple, int column) {
        int length = requireValue(tuple, column, "text");
        return PgText.text(tuple.payload(), tuple.offset(column), length);
    }

    private static int requireValue(Tuple tuple, int column, String type) {
        int length = tuple.length(column);
        if (length < 0) {
            throw new PgValueException(type, tuple.isNull(column) ? "is null" : "was not sent (unchanged)");
        }
        return length;
    }
}
