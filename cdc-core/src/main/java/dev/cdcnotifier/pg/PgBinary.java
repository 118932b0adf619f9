package dev.cdcnotifier.pg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

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

    /**
     * A timestamptz in microseconds since 1970-01-01T00:00:00Z, or one of the infinities of {@link PgTimestamps}. The
     * type's last 30 years, from 294247 on, do not fit and are refused.
     */
    public static long timestamptz(byte[] array, int offset, int length) {
        requireLength("timestamptz", length, Long.BYTES);
        long postgresMicros = (long) INT64.get(array, offset);
        if (!PgTimestamps.isFinite(postgresMicros)) {
            return postgresMicros;
        }
        if (postgresMicros >= Long.MAX_VALUE - PgTimestamps.POSTGRES_EPOCH_MICROS) {
            throw new PgValueException("timestamptz", "is out of range");
        }
        return postgresMicros + PgTimestamps.POSTGRES_EPOCH_MICROS;
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
