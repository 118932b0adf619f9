package dev.cdcnotifier.pgoutput;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Integers of the protocol, which are in network order. Whoever calls has checked that the bytes are there. */
final class BigEndian {

    private static final VarHandle INT16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    static int uint16(byte[] bytes, int at) {
        return (short) INT16.get(bytes, at) & 0xffff;
    }

    static int int32(byte[] bytes, int at) {
        return (int) INT32.get(bytes, at);
    }

    static long int64(byte[] bytes, int at) {
        return (long) INT64.get(bytes, at);
    }
}
