package dev.cdcnotifier.runner.verify;

import dev.cdcnotifier.runner.topic.From;
import dev.cdcnotifier.runner.topic.TopicLog;
import dev.cdcnotifier.runner.topic.TopicUnreadableException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the topics of one side: committed records, those that transactions wrote and aborted are nobody's messages. A
 * partition that holds nothing more has come as far as its side has. One thread.
 */
final class SideReader implements AutoCloseable {

    private final SideTopics topics;
    private final SideRecords records;
    private final TopicLog log;
    private final Map<TopicPartition, Long> endsAtFirst;
    private final Ends ends;

    private SideReader(SideTopics topics, SideRecords records, TopicLog log, Map<TopicPartition, Long> ends) {
        this.topics = topics;
        this.records = records;
        this.log = log;
        this.endsAtFirst = ends;
        this.ends = new Ends(ends);
    }

    static SideReader open(Side side, SideTopics topics, VerifyOptions options, Comparison comparison)
            throws TopicUnreadableException {
        TopicLog log =
                TopicLog.open(topics.cluster(), true, new TreeSet<>(List.of(topics.eventsink(), topics.lifecycle())));
        try {
            // A counterpart may have been written a little before, by another clock.
            log.from(
                    options.since().equals(Instant.MIN)
                            ? new From.Beginning()
                            : new From.Time(options.since().minus(options.grace())));
            SideRecords records = new SideRecords(
                    side, topics, options, comparison, log.partitions().size());
            return new SideReader(topics, records, log, log.ends());
        } catch (TopicUnreadableException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    void poll(Duration atMost) throws TopicUnreadableException {
        for (ConsumerRecord<byte[], byte[]> record : log.poll(atMost)) {
            records.read(record, System.nanoTime());
        }
    }

    /** Looks where the topics end now, and takes note of the partitions that are read to there. */
    void look() throws TopicUnreadableException {
        // What was read before the question was asked: a partition without more behind it has come as far.
        Instant latest = records.latest();
        ends.look(log.ends(), latest);
        for (TopicPartition partition : log.partitions()) {
            ends.hasCome(partition, log.position(partition)).ifPresent(time -> records.hasCome(partition, time));
        }
    }

    /** Why not everything is read; null when it is. */
    @Nullable
    String brokenOff() throws TopicUnreadableException {
        return log.brokenOff();
    }

    /** Whether everything was read up to the ends of the last look. */
    boolean isAtEnd() throws TopicUnreadableException {
        return behind() == 0;
    }

    /** Whether everything was read that was there a moment ago, however much is written. */
    boolean isCurrent() throws TopicUnreadableException {
        return unread().isEmpty();
    }

    /** Whether everything was read that was there when this was opened. */
    boolean hasReadWhatWasThere() throws TopicUnreadableException {
        return log.hasReached(endsAtFirst);
    }

    /** How far this side has come. */
    Instant place() {
        return records.place(log.partitions());
    }

    /** How far the slowest of the partitions has come that have more to read; {@link Instant#MAX} when none has. */
    Instant slowest() throws TopicUnreadableException {
        Set<TopicPartition> unread = unread();
        return unread.isEmpty() ? Instant.MAX : records.place(unread);
    }

    private Set<TopicPartition> unread() throws TopicUnreadableException {
        Set<TopicPartition> unread = new HashSet<>();
        for (TopicPartition partition : log.partitions()) {
            if (!ends.isCurrent(partition, log.position(partition))) {
                unread.add(partition);
            }
        }
        return unread;
    }

    /** Lets partitions that are past a time wait for the others. */
    void holdBack(Instant past) {
        Set<TopicPartition> ahead = new HashSet<>();
        for (TopicPartition partition : log.partitions()) {
            if (records.place(partition).isAfter(past)) {
                ahead.add(partition);
            }
        }
        log.pauseOnly(ahead);
    }

    /** How many records are there that were not read yet. */
    long behind() throws TopicUnreadableException {
        long behind = 0;
        for (TopicPartition partition : log.partitions()) {
            behind += ends.behind(partition, log.position(partition));
        }
        return behind;
    }

    /** How many partitions each topic has. */
    Map<String, Long> partitions() {
        Map<String, Long> partitions = new HashMap<>();
        log.partitions().forEach(partition -> partitions.merge(partition.topic(), 1L, Long::sum));
        return partitions;
    }

    SideTopics topics() {
        return topics;
    }

    SideRecords records() {
        return records;
    }

    @Override
    public void close() {
        log.close();
    }
}
