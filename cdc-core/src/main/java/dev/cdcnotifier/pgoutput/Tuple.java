package dev.cdcnotifier.pgoutput;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * The columns of one row as the server sent them: a view of the message's bytes. Nothing is copied; {@link #text} and
 * {@link #bytes} copy on demand.
 *
 * <p>A column lies where the columns before it end, so the tuple remembers the one that was asked for last: reading a row
 * from its first column to its last passes each once, and a step back begins again at the first.
 *
 * <p>A value that PostgreSQL keeps out of line and that an update did not touch is not sent at all: it is {@link
 * Kind#UNCHANGED}, which is not null. Under replica identity FULL the old tuple has it.
 *
 * <p>Its values never change as long as nobody writes to the underlying bytes, but it is not for two threads at once.
 * Columns count from 0, in the order of the relation; any other number is an {@link IndexOutOfBoundsException}.
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

    private static final int COUNT_BYTES = 2;
    private static final int LENGTH_AFTER_KIND = 1;

    /** From a column's kind to its value's first byte: one byte of kind, four of length. */
    private static final int VALUE_AFTER_KIND = 5;

    private final byte[] payload;

    /** Where the number of columns is; the first column follows. */
    private final int start;

    private final int end;

    /** The column asked for last, and where its kind is; its length and value follow there. */
    private int column;

    private int at;

    /** Takes the array without a copy. The decoder's alone: it has checked every kind and length. */
    Tuple(byte[] payload, int start, int end) {
        this.payload = payload;
        this.start = start;
        this.end = end;
        this.at = start + COUNT_BYTES;
    }

    /** The first position of the payload after this tuple. */
    int end() {
        return end;
    }

    public int size() {
        return BigEndian.uint16(payload, start);
    }

    public Kind kind(int column) {
        return switch (payload[at(column)]) {
            case 'n' -> Kind.NULL;
            case 'u' -> Kind.UNCHANGED;
            case 'b' -> Kind.BINARY;
            default -> Kind.TEXT;
        };
    }

    public boolean isNull(int column) {
        return payload[at(column)] == 'n';
    }

    public boolean isUnchanged(int column) {
        return payload[at(column)] == 'u';
    }

    /** Whether the column has a value here, in text or binary. */
    public boolean hasValue(int column) {
        return length(column) >= 0;
    }

    /** Whether the value came in the type's binary form; only for a column that {@link #hasValue}. */
    public boolean isBinary(int column) {
        return payload[at(column)] == 'b';
    }

    /** The array that holds every value; not to be written to. */
    public byte[] payload() {
        return payload;
    }

    /** Where the value starts in {@link #payload}; only for a column that {@link #hasValue}. */
    public int offset(int column) {
        return at(column) + VALUE_AFTER_KIND;
    }

    /** The value's length in bytes, or a negative number when there is none. */
    public int length(int column) {
        return lengthAt(at(column));
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

    /** Where the column's kind is. */
    private int at(int wanted) {
        Objects.checkIndex(wanted, size());
        if (wanted < column) {
            column = 0;
            at = start + COUNT_BYTES;
        }
        for (; column < wanted; column++) {
            int length = lengthAt(at);
            at += length < 0 ? LENGTH_AFTER_KIND : VALUE_AFTER_KIND + length;
        }
        return at;
    }

    private int lengthAt(int kind) {
        return switch (payload[kind]) {
            case 'n' -> NULL_LENGTH;
            case 'u' -> UNCHANGED_LENGTH;
            default -> BigEndian.int32(payload, kind + LENGTH_AFTER_KIND);
        };
    }

    private int requireValue(int column) {
        int length = length(column);
        if (length < 0) {
            throw new IllegalStateException("column " + column + " has no value: " + kind(column));
        }
        return length;
    }
}
