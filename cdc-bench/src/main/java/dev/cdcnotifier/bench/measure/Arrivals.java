package dev.cdcnotifier.bench.measure;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What has arrived in a topic, by the broker's own times of appending. One thread. */
public final class Arrivals implements AutoCloseable {

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private static final byte[] NOTHING = {};

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    /**
     * What a topic holds.
     *
     * @param distinct how many different contents there are
     * @param firstMillis when the broker appended the first one
     */
    public record Seen(long records, long distinct, long firstMillis, long lastMillis) {}

    /** Of a topic whose timestamps are the broker's. */
    public Arrivals(String bootstrapServers, String topic) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
    }

    /**
     * Waits until so many records can be read and no more come; the meter's last reading is of the moment when the last one
     * was seen. False when the time is over or the process gone first.
     */
    public boolean await(long records, Duration atMost, ProcessMeter meter, BooleanSupplier running) {
        long deadline = System.nanoTime() + atMost.toNanos();
        long seen = 0;
        long seenAt = System.nanoTime();
        while (seen < records || System.nanoTime() - seenAt < SETTLED_NANOS) {
            if (System.nanoTime() - deadline > 0 || !running.getAsBoolean()) {
                return false;
            }
            long now = consumer.endOffsets(partitions, ANSWER).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            if (now > seen || now == 0) {
                seen = now;
                seenAt = System.nanoTime();
                meter.read();
            }
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
        return true;
    }

    /** Reads the whole topic; a record's content is its key and its value. */
    public Seen read() {
        return read(UnaryOperator.identity());
    }

    /** Reads the whole topic; a record's content is its key and what of its value is the row. */
    public Seen read(UnaryOperator<byte[]> row) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
        Set<Long> contents = new HashSet<>();
        long records = 0;
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        consumer.seekToBeginning(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), ANSWER) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> polled : consumer.poll(Duration.ofMillis(100))) {
                records++;
                contents.add(content(polled, row));
                first = Math.min(first, polled.timestamp());
                last = Math.max(last, polled.timestamp());
            }
        }
        return new Seen(records, contents.size(), first, last);
    }

    /** Two independent hashes in one number. */
    private static long content(ConsumerRecord<byte[], byte[]> record, UnaryOperator<byte[]> row) {
        byte[] value = record.value() == null ? NOTHING : row.apply(record.value());
        CRC32C checksum = new CRC32C();
        checksum.update(value);
        int hash = 31 * Arrays.hashCode(record.key()) + Arrays.hashCode(value);
        return checksum.getValue() << 32 | Integer.toUnsignedLong(hash);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
