package dev.cdcnotifier.bench.measure;

import dev.cdcnotifier.testkit.TestkitException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/**
 * When a consumer first saw each token, by this JVM's {@link System#nanoTime()}: the instant at which the poll returned
 * that brought it. A thread of its own polls without a pause. Any thread asks.
 */
public final class Sightings implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration END = Duration.ofSeconds(30);
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long NOT_SEEN = 0;

    private final long origin = System.nanoTime();
    private final AtomicLongArray seen;
    private final AtomicLong strangers = new AtomicLong();
    private final AtomicLong repeats = new AtomicLong();
    private final Thread reader;
    private volatile boolean ending;
    private volatile @Nullable RuntimeException failure;

    /** Begins to read; tokens have the numbers from 0 to {@code tokens}, exclusive. */
    public Sightings(String bootstrapServers, String topic, int tokens) {
        seen = new AtomicLongArray(tokens);
        reader = new Thread(() -> read(bootstrapServers, topic), "bench-consumer");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(String bootstrapServers, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = Consumers.of(bootstrapServers, topic)) {
            while (!ending) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                long now = System.nanoTime();
                for (ConsumerRecord<byte[], byte[]> polled : records) {
                    saw(Token.find(polled.value()), now);
                }
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void saw(long token, long now) {
        if (token < 0 || token >= seen.length()) {
            strangers.incrementAndGet();
        } else if (!seen.compareAndSet((int) token, NOT_SEEN, now - origin + 1)) {
            repeats.incrementAndGet();
        }
    }

    /**
     * Waits until each of these tokens was seen; false when the time is over or the connector gone first.
     *
     * @throws TestkitException when the consumer has failed
     */
    public boolean await(int first, int count, Duration atMost, BooleanSupplier running) {
        long deadline = System.nanoTime() + atMost.toNanos();
        int next = first;
        while (true) {
            while (next < first + count && seen.get(next) != NOT_SEEN) {
                next++;
            }
            if (next == first + count) {
                return true;
            }
            RuntimeException failed = failure;
            if (failed != null) {
                throw new TestkitException("the benchmark's consumer has failed: " + failed, failed);
            }
            if (System.nanoTime() - deadline > 0 || !running.getAsBoolean()) {
                return false;
            }
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
    }

    /** The {@link System#nanoTime()} at which a token that was seen was seen first. */
    public long nanosOf(int token) {
        long relative = seen.get(token);
        if (relative == NOT_SEEN) {
            throw new IllegalStateException("token " + token + " was not seen");
        }
        return relative - 1 + origin;
    }

    /** How many of these tokens were seen. */
    public int count(int first, int count) {
        int found = 0;
        for (int token = first; token < first + count; token++) {
            found += seen.get(token) == NOT_SEEN ? 0 : 1;
        }
        return found;
    }

    /** How many records were of a token seen before. */
    public long repeats() {
        return repeats.get();
    }

    /** How many records had no token, or one that nobody wrote. */
    public long strangers() {
        return strangers.get();
    }

    @Override
    public void close() {
        ending = true;
        try {
            reader.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
