package dev.cdcnotifier.pgoutput;

import dev.cdcnotifier.pg.PgBinary;
import dev.cdcnotifier.pg.PgText;
import dev.cdcnotifier.pg.PgValueException;
import dev.cdcnotifier.pg.ValueReader;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

    /** Whose row it is; null while nobody has said so. */
    private @Nullable Relation relation;

    /**
     * The column asked for last, and where its kind is; its length and value follow there. Behind the last column before
     * the first was asked for.
     */
    private int column = Integer.MAX_VALUE;

    private int at;

    /** Takes the array without a copy. The decoder's alone: it has checked every kind and length. */
    Tuple(byte[] payload, int start, int end) {
        this.payload = payload;
        this.start = start;
        this.at = end;
    }

    /**
     * Where the tuple ends: the first position of the payload after it. The decoder's alone, before a column is asked for.
     */
    int end() {
        return at;
    }

    /**
     * Says whose row this is: its columns have names and types from now on. {@code RowChange} does it for the tuples it is
     * made of.
     */
    public void describedBy(Relation owner) {
        relation = owner;
    }

    /** Whether it is known to be a row of another description than this one. */
    public boolean isOfAnother(Relation other) {
        return relation != null && relation != other;
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
     * The value as text: the text form of any column that came as text, and what came in binary where its type is text
     * of some kind (text, varchar, char(n), name, json, jsonb, an enum). Any other type that came in binary is refused: a
     * reader of {@code schema.TableColumns} reads it, whichever form it comes in.
     *
     * @throws UnreadableColumnException when it came in the binary form of a type that is no text, or of one that is not
     *     known because no relation describes the tuple
     * @throws PgValueException when the bytes are no valid UTF-8
     * @throws IllegalStateException when the column has no value
     */
    public String text(int column) {
        int length = requireValue(column);
        int offset = offset(column);
        if (!isBinary(column)) {
            return PgText.text(payload, offset, length);
        }
        ValueReader<String> reader = binaryTextReader(column);
        if (reader == null) {
            throw UnreadableColumnException.binary(relation, column, "text");
        }
        return reader.read(payload, offset, length);
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

    private @Nullable ValueReader<String> binaryTextReader(int column) {
        return relation == null || column >= relation.columns().size()
                ? null
                : PgBinary.textReader(relation.columns().get(column).typeOid());
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
