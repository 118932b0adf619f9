package dev.cdcnotifier.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads topics from their beginning, each record once, in offset order per partition. One thread; what was read is kept,
 * and each further call reads on from there.
 */
public final class TopicReader implements AutoCloseable {

    /** Which records are seen: all, or only those of committed transactions (and of none). */
    public enum Isolation {
        /** Aborted and open transactions too. */
        READ_UNCOMMITTED,
        /** Up to the first open transaction. */
        READ_COMMITTED
    }

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration READ_ALL = Duration.ofSeconds(30);

    private static final ListTransactionsOptions DECIDED = new ListTransactionsOptions()
            .filterStates(List.of(TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT));

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions = new ArrayList<>();
    private final List<TopicRecord> records = new ArrayList<>();

    /** A reader of topics that exist, over records of committed transactions only if so wished. */
    public TopicReader(String bootstrapServers, Isolation isolation, String... topics) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", isolation.name().toLowerCase(Locale.ROOT),
                        "auto.offset.reset", "earliest",
                        "allow.auto.create.topics", "false",
                        "reconnect.backoff.max.ms", "200",
                        // To close takes as long as a fetch that has nothing to bring.
                        "fetch.max.wait.ms", "50",
                        "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        for (String topic : topics) {
            for (PartitionInfo partition : consumer.partitionsFor(topic)) {
                partitions.add(new TopicPartition(topic, partition.partition()));
            }
        }
        consumer.assign(partitions);
    }

    /**
     * All committed records of the topics up to their end of now, read past proxies and without further ado. A producer is
     * told that its transaction is committed a moment before the partitions are: that is waited for.
     */
    public static List<TopicRecord> readAll(KafkaBroker broker, String... topics) {
        Await.until(
                "the outcome of transactions in their partitions",
                READ_ALL,
                () -> broker.admin().listTransactions(DECIDED).all().get().isEmpty());
        try (TopicReader reader = new TopicReader(broker.directBootstrapServers(), Isolation.READ_COMMITTED, topics)) {
            return reader.readToEnd(READ_ALL);
        }
    }

    /** Reads up to the end offsets of the moment of the call and returns all that was read so far. */
    public List<TopicRecord> readToEnd(Duration atMost) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, atMost);
        return readUntil("the end offsets " + ends, atMost, soFar -> ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue()));
    }

    /** Reads until there are at least so many records in all, and returns all that was read so far. */
    public List<TopicRecord> readCount(int count, Duration atMost) {
        return readUntil(count + " records", atMost, soFar -> soFar.size() >= count);
    }

    /**
     * Reads until the condition holds for all that was read so far, and returns that.
     *
     * @throws TestkitException when the time is over; the message names what was waited for and how many came
     */
    public List<TopicRecord> readUntil(String what, Duration atMost, Predicate<List<TopicRecord>> condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.test(records)) {
            if (System.nanoTime() - deadline > 0) {
                throw new TestkitException("gave up after " + atMost.toMillis() + " ms reading for " + what + "; read "
                        + records.size() + " records");
            }
            for (ConsumerRecord<byte[], byte[]> polled : consumer.poll(POLL)) {
                records.add(record(polled));
            }
        }
        return List.copyOf(records);
    }

    private static TopicRecord record(ConsumerRecord<byte[], byte[]> polled) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : polled.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return new TopicRecord(
                polled.topic(),
                polled.partition(),
                polled.offset(),
                polled.key(),
                polled.value(),
                headers,
                polled.timestamp());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
