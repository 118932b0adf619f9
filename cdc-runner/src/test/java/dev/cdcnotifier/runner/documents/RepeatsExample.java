package dev.cdcnotifier.runner.documents;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/** The example of {@code docs/faq.md}: what stands between the markers is printed there, word for word. */
final class RepeatsExample {

    private RepeatsExample() {}

    // example
    /** How far a consumer has come, by topic and key. Keep it where the consumer's effects are, and write both at once. */
    static final class Handled {

        /** Where a row stands in the order of PostgreSQL. */
        record Position(long commitLsn, long row) implements Comparable<Position> {

            static Position of(Headers headers) {
                String[] lsn = text(headers, "cdc-lsn").split("/"); // two halves of 32 bits, in hexadecimal
                long commit = Long.parseLong(lsn[0], 16) << 32 | Long.parseLong(lsn[1], 16);
                return new Position(commit, Long.parseLong(text(headers, "cdc-seq")));
            }

            @Override
            public int compareTo(Position other) {
                int byCommit = Long.compareUnsigned(commitLsn, other.commitLsn);
                return byCommit != 0 ? byCommit : Long.compare(row, other.row);
            }

            private static String text(Headers headers, String name) {
                return new String(headers.lastHeader(name).value(), StandardCharsets.US_ASCII);
            }
        }

        private final Map<String, Position> last = new HashMap<>();

        /** Whether the message is the first of its kind; then it counts as handled. */
        boolean isNew(ConsumerRecord<byte[], byte[]> message) {
            String key = message.topic() + " " + new String(message.key(), StandardCharsets.UTF_8);
            Position position = Position.of(message.headers());
            Position before = last.get(key);
            if (before != null && position.compareTo(before) <= 0) {
                return false;
            }
            last.put(key, position);
            return true;
        }
    }
    // end
}
