package dev.cdcnotifier.runner.topic;

import dev.cdcnotifier.delivery.ProducerSettings;
import dev.cdcnotifier.runner.topic.From.Beginning;
import dev.cdcnotifier.runner.topic.From.End;
import dev.cdcnotifier.runner.topic.From.Offset;
import dev.cdcnotifier.runner.topic.From.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The records of some topics of a cluster, read from a place onwards, in the order of each partition. Belongs to no consumer
 * group and leaves no trace at the brokers. One thread.
 */
public final class TopicLog implements AutoCloseable {

    /** How long to wait for an answer of the brokers. */
    static final Duration ANSWER = Duration.ofSeconds(15);

    private final Cluster cluster;
    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private @Nullable String brokenOff;

    private TopicLog(Cluster cluster, Consumer<byte[], byte[]> consumer) {
        this.cluster = cluster;
        this.consumer = consumer;
    }

    /**
     * Opens topics, all partitions of each, to be read {@link #from} somewhere.
     *
     * @param committedOnly leaves out what transactions wrote that were aborted or are open, and what stands behind those
     * @throws TopicUnreadableException when the cluster cannot be reached or a topic is not there
     */
    public static TopicLog open(Cluster cluster, boolean committedOnly, Collection<String> topics)
            throws TopicUnreadableException {
        try {
            TopicLog log = new TopicLog(cluster, new KafkaConsumer<>(properties(cluster, committedOnly)));
            try {
                log.assign(topics);
                return log;
            } catch (TopicUnreadableException | RuntimeException e) {
                log.close();
                throw e;
            }
        } catch (KafkaException e) {
            throw TopicUnreadableException.of(e, cluster);
        }
    }

    private static Properties properties(Cluster cluster, boolean committedOnly) {
        Properties properties = new Properties();
        properties.putAll(ProducerSettings.ofConsumer(cluster.properties()));
        properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "cdc-notifier");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, committedOnly ? "read_committed" : "read_uncommitted");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        // A record that retention has removed before it was read: poll sees to it.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // More partitions are noticed within that time.
        properties.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, "30000");
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(ANSWER.toMillis()));
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        return properties;
    }

    private void assign(Collection<String> topics) throws TopicUnreadableException {
        Map<String, List<PartitionInfo>> known = consumer.listTopics();
        for (String topic : topics) {
            List<PartitionInfo> found = known.get(topic);
            if (found == null) {
                throw TopicUnreadableException.missing(topic, cluster, known.keySet());
            }
            counts.put(topic, found.size());
            found.forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
        }
        consumer.assign(partitions);
    }

    /** All partitions that are read. */
    public List<TopicPartition> partitions() {
        return List.copyOf(partitions);
    }

    /** Reads no other partition than this one of each topic. */
    public void only(int partition) throws TopicUnreadableException {
        int count = partitions.size();
        partitions.removeIf(candidate -> candidate.partition() != partition);
        if (partitions.isEmpty()) {
            throw new TopicUnreadableException(
                    "there is no partition " + partition + ": the topic has " + count + ", 0 to " + (count - 1));
        }
        consumer.assign(partitions);
    }

    /** Goes to where reading begins. */
    public void from(From from) throws TopicUnreadableException {
        try {
            if (from instanceof Beginning) {
                consumer.beginningOffsets(partitions).forEach(consumer::seek);
            } else if (from instanceof End) {
                consumer.endOffsets(partitions).forEach(consumer::seek);
            } else if (from instanceof Offset at) {
                seek(at.offset());
            } else if (from instanceof Time at) {
                seek(at);
            }
        } catch (KafkaException e) {
            throw TopicUnreadableException.of(e, cluster);
        }
    }

    private void seek(long offset) throws TopicUnreadableException {
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            if (offset < first.getOrDefault(partition, 0L) || offset > end.getOrDefault(partition, 0L)) {
                throw new TopicUnreadableException("partition " + partition + " has no offset " + offset
                        + ": it reaches from " + first.get(partition) + " to " + end.get(partition));
            }
            consumer.seek(partition, offset);
        }
    }

    private void seek(Time time) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, time.time().toEpochMilli()));
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp at = found.get(partition);
            consumer.seek(partition, at == null ? Objects.requireNonNull(ends.get(partition)) : at.offset());
        }
    }

    /** The offset behind the last record of each partition, as of now. */
    public Map<TopicPartition, Long> ends() throws TopicUnreadableException {
        try {
            return consumer.endOffsets(partitions);
        } catch (KafkaException e) {
            throw TopicUnreadableException.of(e, cluster);
        }
    }

    /** The offset of the next record to be read of a partition. */
    public long position(TopicPartition partition) throws TopicUnreadableException {
        try {
            return consumer.position(partition);
        } catch (KafkaException e) {
            throw TopicUnreadableException.of(e, cluster);
        }
    }

    /** Whether everything before those ends has been read. */
    public boolean hasReached(Map<TopicPartition, Long> ends) throws TopicUnreadableException {
        for (TopicPartition partition : partitions) {
            if (position(partition) < ends.getOrDefault(partition, 0L)) {
                return false;
            }
        }
        return true;
    }

    /** Halts the reading of these partitions and of no others. */
    public void pauseOnly(Set<TopicPartition> paused) {
        consumer.pause(paused);
        consumer.resume(partitions.stream()
                .filter(partition -> !paused.contains(partition))
                .toList());
    }

    /** The next records; none when there are none within that time. Where the next was removed, what is there comes. */
    public ConsumerRecords<byte[], byte[]> poll(Duration atMost) throws TopicUnreadableException {
        try {
            return consumer.poll(atMost);
        } catch (OffsetOutOfRangeException e) {
            passOver(e);
            return ConsumerRecords.empty();
        } catch (KafkaException e) {
            throw TopicUnreadableException.of(e, cluster);
        }
    }

    private void passOver(OffsetOutOfRangeException thrown) throws TopicUnreadableException {
        Map<TopicPartition, Long> removed = thrown.offsetOutOfRangePartitions();
        try {
            consumer.beginningOffsets(removed.keySet()).forEach(consumer::seek);
            if (thrown instanceof LogTruncationException truncated) {
                truncated.divergentOffsets().forEach(consumer::seek);
            }
        } catch (KafkaException e) {
            throw TopicUnreadableException.of(e, cluster);
        }
        removed.forEach((partition, offset) -> brokenOff =
                "the records of " + partition + " from " + offset + " on were removed before they were read");
    }

    /** Why not all records are read since this was opened; null when all are. */
    public @Nullable String brokenOff() throws TopicUnreadableException {
        for (Map.Entry<String, Integer> topic : counts.entrySet()) {
            int now = partitionsOf(topic.getKey());
            if (now != topic.getValue()) {
                return "topic " + topic.getKey() + " has " + now + " partitions now, and had " + topic.getValue();
            }
        }
        return brokenOff;
    }

    private int partitionsOf(String topic) throws TopicUnreadableException {
        try {
            return consumer.partitionsFor(topic).size();
        } catch (KafkaException e) {
            throw TopicUnreadableException.of(e, cluster);
        }
    }

    /** Reads records up to those ends, and fails when the brokers stop sending before. */
    public void readTo(Map<TopicPartition, Long> ends, Reading reading) throws TopicUnreadableException {
        long heard = System.nanoTime();
        while (!hasReached(ends)) {
            ConsumerRecords<byte[], byte[]> records = poll(Duration.ofMillis(200));
            long now = System.nanoTime();
            heard = records.isEmpty() ? heard : now;
            if (now - heard > ANSWER.toNanos()) {
                throw TopicUnreadableException.silent(cluster, ANSWER);
            }
            if (!reading.goesOn(records)) {
                return;
            }
        }
    }

    /** What becomes of records. */
    @FunctionalInterface
    public interface Reading {

        /** Whether to read on after these. */
        boolean goesOn(Iterable<ConsumerRecord<byte[], byte[]>> records);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
