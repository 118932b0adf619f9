package dev.cdcnotifier.demo;

import dev.cdcnotifier.progressor.Message;
import dev.cdcnotifier.testkit.KafkaBroker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/** Reads both topics while they are written, on a thread of its own, and times what it reads. Asked by any thread. */
final class LiveConsumer implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final LatencyProbe probe;
    private final AtomicLong delivered = new AtomicLong();
    private final Thread thread = new Thread(this::run, "live-consumer");
    private volatile @Nullable RuntimeException failure;

    private LiveConsumer(KafkaConsumer<byte[], byte[]> consumer, LatencyProbe probe) {
        this.consumer = consumer;
        this.probe = probe;
    }

    static LiveConsumer start(KafkaBroker kafka, LatencyProbe probe) {
        LiveConsumer live = new LiveConsumer(DemoTopics.consumer(kafka), probe);
        live.thread.start();
        return live;
    }

    /** How many messages came, repeated ones included. */
    long delivered() {
        RuntimeException broken = failure;
        if (broken != null) {
            throw new DemoException("the demo's consumer gave up: " + broken.getMessage(), broken);
        }
        return delivered.get();
    }

    private void run() {
        try {
            while (true) {
                var records = consumer.poll(Duration.ofMillis(500));
                long now = System.nanoTime();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    ReadMessage message = ReadMessage.of(record);
                    if (message.content() instanceof Message.Event event) {
                        probe.polled(message.key(), Math.toIntExact(event.eventId()), now);
                    }
                    delivered.incrementAndGet();
                }
            }
        } catch (WakeupException e) {
            // Closed.
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            DemoTopics.close(consumer);
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
