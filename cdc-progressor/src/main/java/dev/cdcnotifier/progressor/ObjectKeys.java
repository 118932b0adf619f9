package dev.cdcnotifier.progressor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The keys seen so far in one object, to notice one that comes twice. Keys are compared by what they became in the
 * message, so that one value in two encodings is one key. Memory grows with the keys that were really there, never with
 * a count that a payload claims, and the time per key is constant whatever the keys are: their hashes depend on a
 * secret.
 *
 * <p>A key with an object inside is compared by hash and length alone, for its entries may stand in any order: 64 bits
 * that no payload can aim at. Any other key is compared by its bytes.
 */
final class ObjectKeys {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The lowest bit of a hash says that an object is inside. */
    private static final long OBJECT_INSIDE = 1;

    private static final int INITIAL_KEYS = 8;

    /** Open addressing, at most half full; a start of 0 is a free place, for no key stands at the start of a message. */
    private long[] hashes;

    private int[] starts;
    private int[] lengths;
    private int size;

    /** @param expected how many keys are announced, true or not */
    ObjectKeys(int expected) {
        int capacity = Integer.highestOneBit(Math.min(expected, INITIAL_KEYS) * 2 - 1) << 1;
        hashes = new long[capacity];
        starts = new int[capacity];
        lengths = new int[capacity];
    }

    /** Adds the key that was written from {@code start} to the writer's position; false when it is there already. */
    boolean add(long hash, ThriftWriter out, int start) {
        int length = out.position() - start;
        int place = place(hash);
        while (starts[place] != 0) {
            if (hashes[place] == hash && lengths[place] == length && same(hash, out, starts[place], start, length)) {
                return false;
            }
            place = place + 1 & starts.length - 1;
        }
        put(place, hash, start, length);
        if (++size * 2 > starts.length) {
            grow();
        }
        return true;
    }

    private static boolean same(long hash, ThriftWriter out, int a, int b, int length) {
        return (hash & OBJECT_INSIDE) != 0 || Arrays.equals(out.buffer(), a, a + length, out.buffer(), b, b + length);
    }

    private int place(long hash) {
        return (int) (hash >>> 32) & starts.length - 1;
    }

    private void put(int place, long hash, int start, int length) {
        hashes[place] = hash;
        starts[place] = start;
        lengths[place] = length;
    }

    private void grow() {
        long[] oldHashes = hashes;
        int[] oldStarts = starts;
        int[] oldLengths = lengths;
        hashes = new long[oldStarts.length * 2];
        starts = new int[oldStarts.length * 2];
        lengths = new int[oldStarts.length * 2];
        for (int i = 0; i < oldStarts.length; i++) {
            if (oldStarts[i] != 0) {
                int place = place(oldHashes[i]);
                while (starts[place] != 0) {
                    place = place + 1 & starts.length - 1;
                }
                put(place, oldHashes[i], oldStarts[i], oldLengths[i]);
            }
        }
    }

    /** Hashes of values, equal for equal values, keyed with a secret of its own. */
    static final class Hash {

        private final long secret;
        private final long multiplier;

        Hash() {
            SecureRandom random = new SecureRandom();
            secret = random.nextLong();
            multiplier = random.nextLong() | 1;
        }

        /** A value without other values inside, as it was written from {@code start} to the writer's position. */
        long scalar(ThriftWriter out, int start) {
            byte[] bytes = out.buffer();
            int end = out.position();
            long hash = secret ^ end - start;
            int at = start;
            for (; end - at >= Long.BYTES; at += Long.BYTES) {
                hash = mix(hash ^ (long) LONG.get(bytes, at));
            }
            long tail = 0;
            for (; at < end; at++) {
                tail = (tail << 8) | (bytes[at] & 0xff);
            }
            return mix(hash ^ tail) & ~OBJECT_INSIDE;
        }

        /** An array of this many elements, before the first. */
        long array() {
            return mix(secret + ThriftWriter.LIST) & ~OBJECT_INSIDE;
        }

        /** The array with one more element. */
        long append(long array, long element) {
            return (mix(array ^ mix(element + secret)) & ~OBJECT_INSIDE) | ((array | element) & OBJECT_INSIDE);
        }

        /** An object before its first entry. */
        long object() {
            return mix(secret + ThriftWriter.MAP) | OBJECT_INSIDE;
        }

        /** The object with one more entry: a sum, so that the order of entries does not matter. */
        long put(long object, long key, long value) {
            return object + (mix(mix(key + secret) ^ value) & ~OBJECT_INSIDE);
        }

        private long mix(long value) {
            long mixed = value ^ secret;
            return Math.multiplyHigh(mixed, multiplier) ^ mixed * multiplier ^ mixed >>> 29;
        }
    }
}
