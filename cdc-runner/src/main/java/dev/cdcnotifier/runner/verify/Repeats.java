package dev.cdcnotifier.runner.verify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * Recognises what one side writes again, as at-least-once delivery may. A message that names its row is a repeat when that
 * row came before; another one may be when the very same bytes came before under the same key.
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

        private final TreeSet<Row> latest = new TreeSet<>();
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

    /** Whether the message of that row came before; takes note of it. */
    boolean isRepeat(TopicPartition partition, Row row) {
        Rows seen = rows.computeIfAbsent(partition, first -> new Rows());
        if (seen.isFull && row.compareTo(seen.latest.first()) < 0) {
            return true;
        }
        boolean isNew = seen.latest.add(row);
        if (seen.latest.size() > rowsOfPartition) {
            seen.latest.pollFirst();
            seen.isFull = true;
        }
        return !isNew;
    }

    /** Whether the same bytes came before under that key; takes note of them. */
    boolean cameBefore(String key, byte[] value) {
        sha256.update(key.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
        long digest = ByteBuffer.wrap(sha256.digest(value)).getLong();
        return messages.put(digest, Boolean.TRUE) != null;
    }
}
