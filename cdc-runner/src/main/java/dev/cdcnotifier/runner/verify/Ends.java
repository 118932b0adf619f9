package dev.cdcnotifier.runner.verify;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the partitions of a side ended at the last two looks. A partition into which something is written all the time, of
 * other namespaces perhaps, is hardly ever read to where it ends at this moment, and soon to where it ended at the look
 * before. Pure; one thread.
 */
final class Ends {

    private Map<TopicPartition, Long> before;
    private Map<TopicPartition, Long> now;
    private Instant latestBefore = Instant.MIN;
    private Instant latestNow = Instant.MIN;

    /** @param ends at the start */
    Ends(Map<TopicPartition, Long> ends) {
        this.before = ends;
        this.now = ends;
    }

    /**
     * Takes note of where they end now.
     *
     * @param latest the latest time that a message of the side spoke of, before it was asked where they end
     */
    void look(Map<TopicPartition, Long> ends, Instant latest) {
        before = now;
        now = ends;
        latestBefore = latestNow;
        latestNow = latest;
    }

    /**
     * How far a partition has come that is read to one of the ends: as far as its side had then. Empty when it has more to
     * read.
     *
     * @param position the offset of the next record to be read
     */
    Optional<Instant> hasCome(TopicPartition partition, long position) {
        if (isRead(partition, position)) {
            return Optional.of(latestNow);
        }
        return isCurrent(partition, position) ? Optional.of(latestBefore) : Optional.empty();
    }

    /** Whether everything is read that was there at the last look. */
    boolean isRead(TopicPartition partition, long position) {
        return position >= now.getOrDefault(partition, 0L);
    }

    /** Whether everything is read that was there at the look before. */
    boolean isCurrent(TopicPartition partition, long position) {
        return position >= before.getOrDefault(partition, 0L);
    }

    /** How many records were there at the last look and are not read. */
    long behind(TopicPartition partition, long position) {
        return Math.max(0, now.getOrDefault(partition, 0L) - position);
    }
}
