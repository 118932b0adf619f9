package dev.cdcnotifier.pg;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Reads values in the text form of PostgreSQL's types, as their output functions write it, straight from the bytes. The
 * range must lie within the array.
 *
 * <p>Stateless, so any thread may call it. Every method throws {@link PgValueException} for a value that is not of its
 * type.
 */
public final class PgText {

    private static final long MAX_OID = 0xffff_ffffL;

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

    /** A bytea in hex form, {@code \\x…}, or in escape form: whichever {@code bytea_output} asks for. */
    public static byte[] bytea(byte[] array, int offset, int length) {
        return ByteText.bytea(array, offset, length);
    }

    /** An oid, which is unsigned. */
    public static long oid(byte[] array, int offset, int length) {
        return integer("oid", array, offset, length, 0, MAX_OID);
    }

    /** The nearest float: exact while {@code extra_float_digits} is 1, its default, or more. */
    public static float float4(byte[] array, int offset, int length) {
        return Float.parseFloat(floatText("float4", array, offset, length));
    }

    /** The nearest double: exact while {@code extra_float_digits} is 1, its default, or more. */
    public static double float8(byte[] array, int offset, int length) {
        return Double.parseDouble(floatText("float8", array, offset, length));
    }

    /** Exact, with the scale it was printed with. */
    public static PgNumeric numeric(byte[] array, int offset, int length) {
        return NumericForm.text(array, offset, length);
    }

    /** The 36 characters that PostgreSQL prints, in either case. */
    public static UUID uuid(byte[] array, int offset, int length) {
        return ByteText.uuid(array, offset, length);
    }

    /** A date in days since 1970-01-01, or one of the infinities of {@link PgTimestamps}, from the ISO date style. */
    public static long date(byte[] array, int offset, int length) {
        return new DateTimeText("date", array, offset, length).date();
    }

    /** A time in microseconds since midnight, up to 86,400,000,000 for {@code 24:00:00}. */
    public static long time(byte[] array, int offset, int length) {
        return new DateTimeText("time", array, offset, length).time();
    }

    public static PgTimeTz timetz(byte[] array, int offset, int length) {
        return new DateTimeText("timetz", array, offset, length).timetz();
    }

    /**
     * A timestamptz in microseconds since 1970-01-01T00:00:00Z, or one of the infinities of {@link PgTimestamps}, from
     * the ISO date style with any offset. The type's last 30 years, from 294247 on, do not fit and are refused.
     */
    public static long timestamptz(byte[] array, int offset, int length) {
        return new DateTimeText("timestamptz", array, offset, length).timestamptz();
    }

    /**
     * A timestamp in microseconds since 1970-01-01 00:00:00 on its own clock, or one of the infinities of {@link
     * PgTimestamps}, from the ISO date style. The type's last 30 years, from 294247 on, do not fit and are refused.
     */
    public static long timestamp(byte[] array, int offset, int length) {
        return new DateTimeText("timestamp", array, offset, length).timestamp();
    }

    /** An interval in {@code IntervalStyle} {@code postgres}, the default. */
    public static PgInterval interval(byte[] array, int offset, int length) {
        return new IntervalText(array, offset, length).read();
    }

    /**
     * A {@code "char"} as PostgreSQL 16 and later print it, {@code \\ooo} for a byte above 127: older servers send that byte
     * itself.
     */
    public static String charText(byte[] array, int offset, int length) {
        boolean isHigh = length == 1 && array[offset] < 0;
        return isHigh ? String.format("\\%03o", array[offset] & 0xff) : utf8("char", array, offset, length);
    }

    /**
     * An array of any type that separates its elements with a comma, as all but {@code box} do.
     *
     * @param elements reads the text form of an element
     */
    public static <T> PgArray<T> array(byte[] array, int offset, int length, ValueReader<T> elements) {
        return new TextArray<>(array, offset, length, elements).read();
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

    /** What PostgreSQL prints and nothing else that Java reads: no hexadecimal, no suffix, no space. */
    private static String floatText(String type, byte[] array, int offset, int length) {
        String text = new String(array, offset, length, StandardCharsets.ISO_8859_1);
        if (!text.equals("NaN") && !text.equals("Infinity") && !text.equals("-Infinity") && !isDecimal(text)) {
            throw new PgValueException(type, "is no number in PostgreSQL's form");
        }
        return text;
    }

    /** An optional sign, digits with at most one point between them, an optional exponent. */
    private static boolean isDecimal(String text) {
        int at = text.startsWith("-") ? 1 : 0;
        int afterWhole = digitsEnd(text, at);
        boolean isValid = afterWhole > at;
        at = afterWhole;
        if (at < text.length() && text.charAt(at) == '.') {
            int afterFraction = digitsEnd(text, at + 1);
            isValid &= afterFraction > at + 1;
            at = afterFraction;
        }
        if (at < text.length() && text.charAt(at) == 'e') {
            at++;
            at += at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-') ? 1 : 0;
            int afterExponent = digitsEnd(text, at);
            isValid &= afterExponent > at;
            at = afterExponent;
        }
        return isValid && at == text.length();
    }

    private static int digitsEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
