package dev.cdcnotifier.pg;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A position in PostgreSQL's write-ahead log: an unsigned 64-bit byte offset, written {@code 16/B374D848}.
 *
 * <p>Positions of one timeline compare as unsigned numbers; positions of different timelines are never compared. See
 * <a href="https://www.postgresql.org/docs/current/datatype-pg-lsn.html">pg_lsn</a>.
 *
 * @param value the offset in bytes, read as unsigned
 */
public record Lsn(long value) implements Comparable<Lsn> {

    /** {@code 0/0}: no position. PostgreSQL ignores it when it is reported as flushed. */
    public static final Lsn NONE = new Lsn(0);

    /** The largest position there is: a limit that limits nothing. */
    public static final Lsn MAX = new Lsn(-1L);

    private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.ISO_8859_1);

    /** Eight digits, a slash, eight digits. */
    private static final int LONGEST_TEXT = 17;

    /**
     * Reads the form PostgreSQL prints.
     *
     * @throws IllegalArgumentException when the text is not two hexadecimal numbers of at most eight digits around a
     *     slash
     */
    public static Lsn parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1 || slash > 8 || text.length() - slash < 2 || text.length() - slash > 9) {
            throw new IllegalArgumentException("not a WAL position: " + text);
        }
        try {
            long high = HexFormat.fromHexDigitsToLong(text, 0, slash);
            long low = HexFormat.fromHexDigitsToLong(text, slash + 1, text.length());
            return new Lsn(high << 32 | low);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a WAL position: " + text, e);
        }
    }

    /** Asked for each row; written out for the reason that a {@code Destination} gives. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Lsn that && value == that.value;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(value);
    }

    public boolean isAfter(Lsn other) {
        return compareTo(other) > 0;
    }

    public boolean isBefore(Lsn other) {
        return compareTo(other) < 0;
    }

    public static Lsn max(Lsn a, Lsn b) {
        return a.isBefore(b) ? b : a;
    }

    public static Lsn min(Lsn a, Lsn b) {
        return a.isAfter(b) ? b : a;
    }

    /**
     * How many bytes this position lies after another: 0 when it does not, and {@link Long#MAX_VALUE} when the distance
     * does not fit a signed number.
     */
    public long bytesSince(Lsn other) {
        if (!isAfter(other)) {
            return 0;
        }
        long distance = value - other.value;
        return distance < 0 ? Long.MAX_VALUE : distance;
    }

    /** The offset as a floating-point number, never negative; exact up to 2^53, and to 2 KiB in the worst case. */
    public double toDouble() {
        // The lowest bit is kept in what is halved, so that the conversion rounds as it would have rounded the whole.
        return value >= 0 ? value : (double) (value >>> 1 | value & 1) * 2.0;
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        // Digit by digit: it is written for each transaction, and joining numbers takes four times the memory.
        byte[] text = new byte[LONGEST_TEXT];
        int start = hexBefore(text, LONGEST_TEXT, (int) value);
        text[--start] = '/';
        start = hexBefore(text, start, (int) (value >>> 32));
        return new String(text, start, LONGEST_TEXT - start, StandardCharsets.ISO_8859_1);
    }

    /** Writes an unsigned number so that it ends before a position, and says where it starts. */
    private static int hexBefore(byte[] text, int end, int number) {
        int start = end;
        int left = number;
        do {
            text[--start] = DIGITS[left & 0xf];
            left >>>= 4;
        } while (left != 0);
        return start;
    }
}
