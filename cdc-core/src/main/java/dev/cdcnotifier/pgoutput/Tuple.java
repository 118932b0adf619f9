package dev.cdcnotifier.pgoutput;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The columns of one row as the server sent them: the message's bytes and a table of where each column lies in them.
 * Nothing is copied; {@link #text} and {@link #bytes} copy on demand.
 *
 * <p>A value that PostgreSQL keeps out of line and that an update did not touch is not sent at all: it is {@link
 * Kind#UNCHANGED}, which is not null. Under replica identity FULL the old tuple has it.
 *
 * <p>Immutable as long as nobody writes to the underlying bytes. Columns count from 0, in the order of the relation.
 */
public final class Tuple {

    /** How a column was sent; the letter is the protocol's. */
    public enum Kind {
        NULL('n'),
        UNCHANGED('u'),
        TEXT('t'),
        BINARY('b');

        private final char code;

        Kind(char code) {
            this.code = code;
        }

        public char code() {
            return code;
        }
    }

    private static final int NULL_LENGTH = -1;
    private static final int UNCHANGED_LENGTH = -2;

    private static final int LENGTH_AFTER_KIND = 1;

    /** From a column's kind to its value's first byte: one byte of kind, four of length. */
    private static final int VALUE_AFTER_KIND = 5;

    private final byte[] payload;

    /** Where each column's kind is; its length and value follow, and are read from there when they are asked for. */
    private final int[] columns;

    private final int end;

    /** Takes both arrays without a copy. The decoder's alone: it has checked every kind and length. */
    Tuple(byte[] payload, int[] columns, int end) {
        this.payload = payload;
        this.columns = columns;
        this.end = end;
    }

    /** The first position of the payload after this tuple. */
    int end() {
        return end;
    }

    public int size() {
        return columns.length;
    }

    public Kind kind(int column) {
        return switch (payload[columns[column]]) {
            case 'n' -> Kind.NULL;
            case 'u' -> Kind.UNCHANGED;
            case 'b' -> Kind.BINARY;
            default -> Kind.TEXT;
        };
    }

    public boolean isNull(int column) {
        return payload[columns[column]] == 'n';
    }

    public boolean isUnchanged(int column) {
        return payload[columns[column]] == 'u';
    }

    /** Whether the column has a value here, in text or binary. */
    public boolean hasValue(int column) {
        return length(column) >= 0;
    }

    /** Whether the value came in the type's binary form; only for a column that {@link #hasValue}. */
    public boolean isBinary(int column) {
        return payload[columns[column]] == 'b';
    }

    /** The array that holds every value; not to be written to. */
    public byte[] payload() {
        return payload;
    }

    /** Where the value starts in {@link #payload}; only for a column that {@link #hasValue}. */
    public int offset(int column) {
        return columns[column] + VALUE_AFTER_KIND;
    }

    /** The value's length in bytes, or a negative number when there is none. */
    public int length(int column) {
        int at = columns[column];
        return switch (payload[at]) {
            case 'n' -> NULL_LENGTH;
            case 'u' -> UNCHANGED_LENGTH;
            default -> BigEndian.int32(payload, at + LENGTH_AFTER_KIND);
        };
    }

    /**
     * The value's bytes read as UTF-8: the text form of any column, and the binary form of text types and enums. What
     * is no valid UTF-8 reads as U+FFFD; {@link TupleValues#text} refuses it.
     *
     * @throws IllegalStateException when the column has no value
     */
    public String text(int column) {
        int length = requireValue(column);
        return new String(payload, offset(column), length, StandardCharsets.UTF_8);
    }

    /**
     * A copy of the value's bytes as they were sent.
     *
     * @throws IllegalStateException when the column has no value
     */
    public byte[] bytes(int column) {
        int length = requireValue(column);
        int offset = offset(column);
        return Arrays.copyOfRange(payload, offset, offset + length);
    }

    /** Says how many columns there are and how each was sent, never what is in them. */
    @Override
    public String toString() {
        StringBuilder kinds = new StringBuilder("Tuple[");
        for (int i = 0; i < size(); i++) {
            kinds.append(kind(i).code());
        }
        return kinds.append(']').toString();
    }

    private int requireValue(int column) {
        int length = length(column);
        if (length < 0) {
            throw new IllegalStateException("column " + column + " has no value: " + kind(column));
        }
        return length;
    }
}
