package dev.cdcnotifier.runner.verify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Recognises what one side writes again, as at-least-once delivery may. A message that names its row is a repeat when that
 * row came before with the same bytes; another one may be when the very same bytes came before under the same key.
 *
 * <p>Memory is bounded: the last 100,000 messages are remembered. A row before all that are remembered is a repeat. One
 * thread.
 */
final class Repeats {

    private static final int REMEMBERED = 100_000;

    private final int rowsOfPartition;
    private final MessageDigest sha256;
    private final Map<TopicPartition, Rows> rows = new HashMap<>();
    private final Map<Long, Boolean> messages = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** The latest rows of a partition. */
    private static final class Rows {

        /** With the digest of what came first. */
        private final TreeMap<Row, Long> latest = new TreeMap<>();

        private boolean isFull;
    }

    /** @param partitions how many there are on this side */
    Repeats(int partitions) {
        rowsOfPartition = Math.max(1_000, REMEMBERED / Math.max(1, partitions));
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether the message of that row came before, the same; takes note of it. */
    boolean isRepeat(TopicPartition partition, Row row, String key, byte[] value) {
        Rows seen = rows.computeIfAbsent(partition, first -> new Rows());
        if (seen.isFull && row.compareTo(seen.latest.firstKey()) < 0) {
            return true;
        }
        long digest = digest(key, value);
        Long first = seen.latest.putIfAbsent(row, digest);
        if (seen.latest.size() > rowsOfPartition) {
            seen.latest.pollFirstEntry();
            seen.isFull = true;
        }
        return first != null && first == digest;
    }

    /** Whether the same bytes came before under that key; takes note of them. */
    boolean cameBefore(String key, byte[] value) {
        return messages.put(digest(key, value), Boolean.TRUE) != null;
    }

    private long digest(String key, byte[] value) {
        sha256.update(key.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
        return ByteBuffer.wrap(sha256.digest(value)).getLong();
    }
}
