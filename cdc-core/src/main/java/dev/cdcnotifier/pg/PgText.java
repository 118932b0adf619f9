package dev.cdcnotifier.pg;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads values in the text form of PostgreSQL's types, as their output functions write it, straight from the bytes. The
 * range must lie within the array.
 *
 * <p>Stateless, so any thread may call it. Every method throws {@link PgValueException} for a value that is not of its
 * type.
 */
public final class PgText {

    private static final int HEX_PREFIX_BYTES = 2;
    private static final byte[] NIBBLES = nibbles();

    private PgText() {}

    /** Any integer within the range of int8. */
    public static long int8(byte[] array, int offset, int length) {
        return integer("int8", array, offset, length, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** Any integer within the range of int4. */
    public static int int4(byte[] array, int offset, int length) {
        return (int) integer("int4", array, offset, length, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** {@code t} or {@code f}. */
    public static boolean bool(byte[] array, int offset, int length) {
        if (length == 1 && array[offset] == 't') {
            return true;
        }
        if (length == 1 && array[offset] == 'f') {
            return false;
        }
        throw new PgValueException("bool", "is neither t nor f");
    }

    /** Text, guaranteed to have been valid UTF-8. */
    public static String text(byte[] array, int offset, int length) {
        return utf8("text", array, offset, length);
    }

    /** The JSON text of a jsonb, not parsed; guaranteed to have been valid UTF-8. */
    public static String jsonb(byte[] array, int offset, int length) {
        return utf8("jsonb", array, offset, length);
    }

    /** A bytea in hex form, {@code \x…}, which is what {@code bytea_output} is by default. */
    public static byte[] bytea(byte[] array, int offset, int length) {
        if (length < HEX_PREFIX_BYTES || array[offset] != '\\' || array[offset + 1] != 'x') {
            throw new PgValueException(
                    "bytea", "is not in hex form; set bytea_output to hex, the escape form is not read");
        }
        int digits = length - HEX_PREFIX_BYTES;
        if ((digits & 1) != 0) {
            throw new PgValueException("bytea", "has an odd number of hex digits: " + digits);
        }
        byte[] bytes = new byte[digits >> 1];
        int in = offset + HEX_PREFIX_BYTES;
        int seen = 0;
        for (int out = 0; out < bytes.length; out++, in += 2) {
            int value = NIBBLES[array[in] & 0xff] << 4 | NIBBLES[array[in + 1] & 0xff];
            seen |= value;
            bytes[out] = (byte) value;
        }
        if (seen < 0) {
            throw new PgValueException("bytea", "holds a character that is no hex digit");
        }
        return bytes;
    }

    /**
     * A timestamptz in microseconds since 1970-01-01T00:00:00Z, or one of the infinities of {@link PgTimestamps}, from
     * the ISO date style with any offset. The type's last 30 years, from 294247 on, do not fit and are refused.
     */
    public static long timestamptz(byte[] array, int offset, int length) {
        return new TimestampText(array, offset, length).micros();
    }

    static String utf8(String type, byte[] array, int offset, int length) {
        String text = new String(array, offset, length, StandardCharsets.UTF_8);
        // The constructor puts U+FFFD where the bytes are wrong; a value may also hold one of its own.
        if (text.indexOf('\uFFFD') < 0) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(array, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new PgValueException(type, "is not valid UTF-8");
        }
    }

    private static long integer(String type, byte[] array, int offset, int length, long min, long max) {
        boolean negative = length > 0 && array[offset] == '-';
        int first = negative ? 1 : 0;
        if (length == first) {
            throw new PgValueException(type, "has no digit");
        }
        // Counted downwards: the smallest long has no positive counterpart.
        long value = 0;
        for (int i = first; i < length; i++) {
            int digit = array[offset + i] - '0';
            if (digit < 0 || digit > 9) {
                throw new PgValueException(type, "holds a character that is no digit");
            }
            if (value < Long.MIN_VALUE / 10 || value * 10 < Long.MIN_VALUE + digit) {
                throw new PgValueException(type, "is out of range");
            }
            value = value * 10 - digit;
        }
        if (negative ? value < min : value < -max) {
            throw new PgValueException(type, "is out of range");
        }
        return negative ? value : -value;
    }

    private static byte[] nibbles() {
        byte[] nibbles = new byte[256];
        Arrays.fill(nibbles, (byte) -1);
        for (int digit = 0; digit < 16; digit++) {
            nibbles[Character.forDigit(digit, 16)] = (byte) digit;
            nibbles[Character.toUpperCase(Character.forDigit(digit, 16))] = (byte) digit;
        }
        return nibbles;
    }
}
