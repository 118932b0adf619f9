package dev.cdcnotifier.progressor;

import dev.cdcnotifier.delivery.KeyHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * {@code erlang:phash2/1} of a binary: messages land in the partitions where Erlang producers put those of the same
 * key. The result has 27 bits.
 *
 * <p>It is Bob Jenkins' <a href="https://burtleburtle.net/bob/hash/evahash.html">lookup2</a>. Pure; any thread may call
 * it.
 */
public final class ErlangPhash2 implements KeyHash {

    private static final int GOLDEN_RATIO = 0x9e3779b9;

    /** The state the Erlang VM starts a binary with. */
    private static final int BINARY_SEED = 0x08d12e65;

    private static final int RESULT_MASK = 0x07ffffff;
    private static final int BLOCK = 12;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    @Override
    public int hash(byte[] key) {
        if (key.length == 0) {
            return BINARY_SEED & RESULT_MASK;
        }
        int a = GOLDEN_RATIO;
        int b = GOLDEN_RATIO;
        int c = BINARY_SEED;
        int at = 0;
        while (true) {
            if (key.length - at >= BLOCK) {
                a += (int) INT.get(key, at);
                b += (int) INT.get(key, at + 4);
                c += (int) INT.get(key, at + 8);
            } else {
                a += tail(key, at, 4);
                b += tail(key, at + 4, 4);
                // The lowest byte of c holds the length.
                c += key.length + (tail(key, at + 8, 3) << 8);
            }
            a = (a - b - c) ^ c >>> 13;
            b = (b - c - a) ^ a << 8;
            c = (c - a - b) ^ b >>> 13;
            a = (a - b - c) ^ c >>> 12;
            b = (b - c - a) ^ a << 16;
            c = (c - a - b) ^ b >>> 5;
            a = (a - b - c) ^ c >>> 3;
            b = (b - c - a) ^ a << 10;
            c = (c - a - b) ^ b >>> 15;
            if (key.length - at < BLOCK) {
                return c & RESULT_MASK;
            }
            at += BLOCK;
        }
    }

    /** Up to {@code count} bytes from {@code from} as a little-endian number; bytes past the key's end count as zero. */
    private static int tail(byte[] key, int from, int count) {
        int value = 0;
        for (int i = Math.min(count, key.length - from) - 1; i >= 0; i--) {
            value = (value << 8) | (key[from + i] & 0xff);
        }
        return value;
    }
}
