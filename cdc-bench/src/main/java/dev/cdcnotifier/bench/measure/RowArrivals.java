package dev.cdcnotifier.bench.measure;

import java.time.Duration;
import java.util.BitSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Which of a known number of rows have arrived in a topic, by the token in each, and the broker's own times of appending.
 * Little memory for any number of rows. One thread.
 */
public final class RowArrivals implements AutoCloseable {

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<TopicPartition> partitions;
    private final int rows;
    private long cpuAtFirstMillis;

    /**
     * What a topic holds.
     *
     * @param distinct how many of the rows there are
     * @param repeats records of a row that there was before
     * @param strangers records of no row
     * @param firstMillis when the broker appended the first record
     */
    public record Seen(long distinct, long repeats, long strangers, long firstMillis, long lastMillis) {}

    /** Of a topic whose timestamps are the broker's, and rows with the tokens 0 to {@code rows}, exclusive. */
    public RowArrivals(String bootstrapServers, String topic, int rows) {
        consumer = Consumers.of(bootstrapServers, topic);
        partitions = consumer.assignment();
        this.rows = rows;
    }

    /**
     * Waits until as many records as rows can be read and no more come; the meter's last reading is of the moment when the
     * last one was seen. False when nothing has come for {@code patience} or the process is gone first.
     *
     * @param progress is told now and then how many there are
     */
    public boolean await(Duration patience, ProcessMeter meter, BooleanSupplier running, LongConsumer progress) {
        long seen = 0;
        long seenAt = System.nanoTime();
        while (seen < rows || System.nanoTime() - seenAt < SETTLED_NANOS) {
            if (System.nanoTime() - seenAt > patience.toNanos() || !running.getAsBoolean()) {
                return false;
            }
            long now = consumer.endOffsets(partitions, ANSWER).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            if (now > seen) {
                meter.read();
                cpuAtFirstMillis = seen == 0 ? meter.cpuMillis() : cpuAtFirstMillis;
                seen = now;
                seenAt = System.nanoTime();
            }
            progress.accept(seen);
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
        return true;
    }

    /** The processor time that the meter had read when the first record was seen. */
    public long cpuAtFirstMillis() {
        return cpuAtFirstMillis;
    }

    /** Reads the whole topic. */
    public Seen read() {
        var ends = consumer.endOffsets(partitions, ANSWER);
        BitSet found = new BitSet(rows);
        long repeats = 0;
        long strangers = 0;
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        consumer.seekToBeginning(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), ANSWER) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> polled : consumer.poll(Duration.ofMillis(100))) {
                long token = Token.find(polled.value());
                if (token < 0 || token >= rows) {
                    strangers++;
                } else if (found.get((int) token)) {
                    repeats++;
                } else {
                    found.set((int) token);
                }
                first = Math.min(first, polled.timestamp());
                last = Math.max(last, polled.timestamp());
            }
        }
        return new Seen(found.cardinality(), repeats, strangers, first, last);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
