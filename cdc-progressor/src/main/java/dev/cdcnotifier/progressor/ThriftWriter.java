package dev.cdcnotifier.progressor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes Thrift's <a href="https://github.com/apache/thrift/blob/master/doc/specs/thrift-binary-protocol.md">binary
 * protocol</a> into one buffer that is used again for each message; only {@link #message} copies, once, into an array
 * of the exact size.
 *
 * <p>It writes what it is told and knows no structs: the encoders do. Not thread-safe.
 */
final class ThriftWriter {

    static final int BOOL = 2;
    static final int DOUBLE = 4;
    static final int I32 = 8;
    static final int I64 = 10;
    static final int STRING = 11;
    static final int STRUCT = 12;
    static final int MAP = 13;
    static final int LIST = 15;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int INITIAL_CAPACITY = 4096;

    /** A buffer that one giant message made larger than this is given back. */
    private static final int RETAINED_CAPACITY = 4 << 20;

    private static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;

    private byte[] buffer = new byte[INITIAL_CAPACITY];
    private int position;

    /** Starts a message and forgets the one before. */
    void reset() {
        position = 0;
        if (buffer.length > RETAINED_CAPACITY) {
            buffer = new byte[INITIAL_CAPACITY];
        }
    }

    /** How many bytes of the message there are. */
    int position() {
        return position;
    }

    /** The bytes written so far, from 0 to {@link #position}; valid until the next write. */
    byte[] buffer() {
        return buffer;
    }

    /** What was written since {@link #reset}, in an array of its own. */
    byte[] message() {
        return Arrays.copyOf(buffer, position);
    }

    void field(int type, int id) {
        ensure(3);
        buffer[position] = (byte) type;
        buffer[position + 1] = (byte) (id >>> 8);
        buffer[position + 2] = (byte) id;
        position += 3;
    }

    /** Ends a struct or union. */
    void stop() {
        i8(0);
    }

    void i8(int value) {
        ensure(1);
        buffer[position++] = (byte) value;
    }

    void i32(int value) {
        ensure(4);
        INT.set(buffer, position, value);
        position += 4;
    }

    void i64(long value) {
        ensure(8);
        LONG.set(buffer, position, value);
        position += 8;
    }

    /** Writes over the four bytes at a position that was written before: a count that is known only afterwards. */
    void i32At(int at, int value) {
        INT.set(buffer, at, value);
    }

    /** A string or binary: its length and its bytes. */
    void string(byte[] source, int offset, int length) {
        ensure(4L + length);
        INT.set(buffer, position, length);
        System.arraycopy(source, offset, buffer, position + 4, length);
        position += 4 + length;
    }

    /** Bytes that are the protocol already. */
    void raw(byte[] bytes) {
        ensure(bytes.length);
        System.arraycopy(bytes, 0, buffer, position, bytes.length);
        position += bytes.length;
    }

    private void ensure(long more) {
        long needed = position + more;
        if (needed > buffer.length) {
            if (needed > MAX_CAPACITY) {
                throw new OutOfMemoryError("a message of more than " + MAX_CAPACITY + " bytes");
            }
            buffer = Arrays.copyOf(buffer, (int) Math.min(MAX_CAPACITY, Math.max(needed, buffer.length * 2L)));
        }
    }
}
