package dev.cdcnotifier.pg;

import java.util.Arrays;
import java.util.UUID;

/** The text forms that stand for bytes: bytea in hex and in escape form, and uuid. Stateless. */
final class ByteText {

    private static final int HEX_PREFIX_BYTES = 2;
    private static final int OCTAL_DIGITS = 3;
    private static final int UUID_CHARACTERS = 36;
    private static final byte[] NIBBLES = nibbles();

    private ByteText() {}

    /** No escape form begins with the {@code \\x} of the hex form: it doubles a backslash. */
    static byte[] bytea(byte[] array, int offset, int length) {
        if (length >= HEX_PREFIX_BYTES && array[offset] == '\\' && array[offset + 1] == 'x') {
            return hex(array, offset + HEX_PREFIX_BYTES, length - HEX_PREFIX_BYTES);
        }
        return escaped(array, offset, length);
    }

    static UUID uuid(byte[] array, int offset, int length) {
        if (length != UUID_CHARACTERS) {
            throw new PgValueException("uuid", "is " + length + " characters long, not " + UUID_CHARACTERS);
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < length; i++) {
            byte b = array[offset + i];
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (b != '-') {
                    throw new PgValueException("uuid", "has no hyphen where one belongs");
                }
                continue;
            }
            int nibble = NIBBLES[b & 0xff];
            if (nibble < 0) {
                throw new PgValueException("uuid", "holds a character that is no hex digit");
            }
            high = high << 4 | low >>> 60;
            low = low << 4 | nibble;
        }
        return new UUID(high, low);
    }

    private static byte[] hex(byte[] array, int offset, int digits) {
        if ((digits & 1) != 0) {
            throw new PgValueException("bytea", "has an odd number of hex digits: " + digits);
        }
        byte[] bytes = new byte[digits >> 1];
        int in = offset;
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

    /** A backslash is doubled, and what is not printable ASCII is a backslash and three octal digits. */
    private static byte[] escaped(byte[] array, int offset, int length) {
        byte[] bytes = new byte[length];
        int count = 0;
        int at = offset;
        int end = offset + length;
        while (at < end) {
            byte b = array[at++];
            if (b < ' ' || b > '~') {
                throw new PgValueException("bytea", "holds a character that its escape form does not");
            }
            if (b == '\\' && at < end && array[at] == '\\') {
                at++;
            } else if (b == '\\') {
                b = octal(array, at, end);
                at += OCTAL_DIGITS;
            }
            bytes[count++] = b;
        }
        return count == length ? bytes : Arrays.copyOf(bytes, count);
    }

    private static byte octal(byte[] array, int at, int end) {
        int value = 0;
        for (int i = at; i < at + OCTAL_DIGITS; i++) {
            if (i >= end || array[i] < '0' || array[i] > '7') {
                throw new PgValueException("bytea", "has a backslash without three octal digits");
            }
            value = value << 3 | array[i] - '0';
        }
        if (value > 0xff) {
            throw new PgValueException("bytea", "has an octal number that is no byte");
        }
        return (byte) value;
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
