package dev.cdcnotifier.pg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads values in the binary form of PostgreSQL's types, as their send functions write it. A value's length is checked
 * before a byte of it is read; the range itself must lie within the array.
 *
 * <p>Stateless, so any thread may call it. Every method throws {@link PgValueException} for a value that is not of its
 * type.
 */
public final class PgBinary {

    private static final VarHandle INT16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int JSONB_VERSION = 1;

    /** Offsets from UTC are below 16 hours. */
    private static final int MAX_OFFSET_SECONDS = 16 * 3_600;

    private PgBinary() {}

    /** An int8, or a narrower integer. */
    public static long int8(byte[] array, int offset, int length) {
        return length == Long.BYTES ? (long) INT64.get(array, offset) : narrowInt("int8", array, offset, length);
    }

    /** An int4, or an int2. */
    public static int int4(byte[] array, int offset, int length) {
        return narrowInt("int4", array, offset, length);
    }

    public static short int2(byte[] array, int offset, int length) {
        requireLength("int2", length, Short.BYTES);
        return (short) INT16.get(array, offset);
    }

    public static boolean bool(byte[] array, int offset, int length) {
        requireLength("bool", length, 1);
        return switch (array[offset]) {
            case 0 -> false;
            case 1 -> true;
            default -> throw new PgValueException("bool", "is neither 0 nor 1");
        };
    }

    /** An oid, which is unsigned. */
    public static long oid(byte[] array, int offset, int length) {
        requireLength("oid", length, Integer.BYTES);
        return Integer.toUnsignedLong((int) INT32.get(array, offset));
    }

    public static float float4(byte[] array, int offset, int length) {
        requireLength("float4", length, Float.BYTES);
        return Float.intBitsToFloat((int) INT32.get(array, offset));
    }

    public static double float8(byte[] array, int offset, int length) {
        requireLength("float8", length, Double.BYTES);
        return Double.longBitsToDouble((long) INT64.get(array, offset));
    }

    /** Exact, with the scale it was sent with. */
    public static PgNumeric numeric(byte[] array, int offset, int length) {
        return NumericForm.binary(array, offset, length);
    }

    public static UUID uuid(byte[] array, int offset, int length) {
        requireLength("uuid", length, 2 * Long.BYTES);
        return new UUID((long) INT64.get(array, offset), (long) INT64.get(array, offset + Long.BYTES));
    }

    /** A date in days since 1970-01-01, or one of the infinities of {@link PgTimestamps}. */
    public static long date(byte[] array, int offset, int length) {
        requireLength("date", length, Integer.BYTES);
        int days = (int) INT32.get(array, offset);
        return switch (days) {
            case Integer.MAX_VALUE -> PgTimestamps.POSITIVE_INFINITY;
            case Integer.MIN_VALUE -> PgTimestamps.NEGATIVE_INFINITY;
            default -> days + PgTimestamps.POSTGRES_EPOCH_DAY;
        };
    }

    /** A time in microseconds since midnight, up to 86,400,000,000 for {@code 24:00:00}. */
    public static long time(byte[] array, int offset, int length) {
        requireLength("time", length, Long.BYTES);
        return timeOfDay("time", (long) INT64.get(array, offset));
    }

    public static PgTimeTz timetz(byte[] array, int offset, int length) {
        requireLength("timetz", length, Long.BYTES + Integer.BYTES);
        int secondsWest = (int) INT32.get(array, offset + Long.BYTES);
        if (Math.abs((long) secondsWest) >= MAX_OFFSET_SECONDS) {
            throw new PgValueException("timetz", "has an impossible offset");
        }
        return new PgTimeTz(timeOfDay("timetz", (long) INT64.get(array, offset)), -secondsWest);
    }

    /**
     * A timestamptz in microseconds since 1970-01-01T00:00:00Z, or one of the infinities of {@link PgTimestamps}. The
     * type's last 30 years, from 294247 on, do not fit and are refused.
     */
    public static long timestamptz(byte[] array, int offset, int length) {
        return timestamp("timestamptz", array, offset, length);
    }

    /**
     * A timestamp in microseconds since 1970-01-01 00:00:00 on its own clock, or one of the infinities of {@link
     * PgTimestamps}. The type's last 30 years, from 294247 on, do not fit and are refused.
     */
    public static long timestamp(byte[] array, int offset, int length) {
        return timestamp("timestamp", array, offset, length);
    }

    public static PgInterval interval(byte[] array, int offset, int length) {
        requireLength("interval", length, Long.BYTES + 2 * Integer.BYTES);
        return new PgInterval(
                (int) INT32.get(array, offset + Long.BYTES + Integer.BYTES),
                (int) INT32.get(array, offset + Long.BYTES),
                (long) INT64.get(array, offset));
    }

    /**
     * The label of an enum, or the text of another type that somebody made and whose binary form is its text. A binary form
     * that is no text gives itself away by a control character and is refused.
     */
    public static String label(byte[] array, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            byte b = array[i];
            if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r') {
                throw new PgValueException("label", "is not text, but the binary form of another type");
            }
        }
        return PgText.utf8("label", array, offset, length);
    }

    /**
     * What reads values of this type as text: a type whose binary form is its text or holds it as it is. Null for any
     * other, whose bytes would make no sense as text.
     */
    public static @Nullable ValueReader<String> textReader(int oid) {
        PgType type = PgType.of(oid);
        if (type == null) {
            return PgType.isUserDefined(oid) ? PgBinary::label : null;
        }
        return switch (type) {
            case TEXT, VARCHAR, BPCHAR, NAME, JSON -> PgText::text;
            case CHAR -> PgBinary::charText;
            case JSONB -> PgBinary::jsonb;
            default -> null;
        };
    }

    /** A {@code "char"}, one byte, as PostgreSQL 16 and later print it: nothing for 0, {@code \\ooo} above 127. */
    public static String charText(byte[] array, int offset, int length) {
        requireLength("char", length, 1);
        return array[offset] == 0 ? "" : PgText.charText(array, offset, length);
    }

    /**
     * An array of a built-in type.
     *
     * @param elements reads the binary form of an element
     */
    public static <T> PgArray<T> array(
            byte[] array, int offset, int length, PgType elementType, ValueReader<T> elements) {
        return new BinaryArray<>(array, offset, length, elements).read(oid -> oid == elementType.oid());
    }

    /** An array of enums or of other types that somebody made, as {@link #label}. */
    public static PgArray<String> labels(byte[] array, int offset, int length) {
        return new BinaryArray<>(array, offset, length, PgBinary::label).read(PgType::isUserDefined);
    }

    /** The text of a jsonb, which follows a byte of version. */
    public static String jsonb(byte[] array, int offset, int length) {
        if (length < 1) {
            throw new PgValueException("jsonb", "has no version byte");
        }
        if (array[offset] != JSONB_VERSION) {
            throw new PgValueException("jsonb", "has version " + array[offset] + " where 1 is known");
        }
        return PgText.utf8("jsonb", array, offset + 1, length - 1);
    }

    /** A copy of the bytes. */
    public static byte[] bytea(byte[] array, int offset, int length) {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    private static long timestamp(String type, byte[] array, int offset, int length) {
        requireLength(type, length, Long.BYTES);
        long postgresMicros = (long) INT64.get(array, offset);
        if (!PgTimestamps.isFinite(postgresMicros)) {
            return postgresMicros;
        }
        if (postgresMicros >= Long.MAX_VALUE - PgTimestamps.POSTGRES_EPOCH_MICROS) {
            throw new PgValueException(type, "is out of range");
        }
        return postgresMicros + PgTimestamps.POSTGRES_EPOCH_MICROS;
    }

    private static long timeOfDay(String type, long micros) {
        if (micros < 0 || micros > PgTimestamps.MICROS_PER_DAY) {
            throw new PgValueException(type, "is no time of a day");
        }
        return micros;
    }

    private static int narrowInt(String type, byte[] array, int offset, int length) {
        return switch (length) {
            case Integer.BYTES -> (int) INT32.get(array, offset);
            case Short.BYTES -> (short) INT16.get(array, offset);
            default -> throw new PgValueException(type, "cannot be " + length + " bytes long");
        };
    }

    private static void requireLength(String type, int length, int expected) {
        if (length != expected) {
            throw new PgValueException(type, "is " + length + " bytes long, not " + expected);
        }
    }
}
