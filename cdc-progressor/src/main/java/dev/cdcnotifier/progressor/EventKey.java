package dev.cdcnotifier.progressor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The key of every message of a process, {@code <namespace> <process id>} in UTF-8 with one space: the messages of one
 * process land in one partition, in order. Immutable; any thread may call it.
 */
final class EventKey {

    private final byte[] prefix;

    EventKey(String namespace) {
        prefix = (namespace + ' ').getBytes(StandardCharsets.UTF_8);
    }

    /** The key of the process whose id stands in these bytes. */
    byte[] of(byte[] bytes, int offset, int length) {
        byte[] key = Arrays.copyOf(prefix, prefix.length + length);
        System.arraycopy(bytes, offset, key, prefix.length, length);
        return key;
    }
}
