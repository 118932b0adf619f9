package dev.cdcnotifier.demo;

import dev.cdcnotifier.progressor.Message;
import dev.cdcnotifier.progressor.Message.Change;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.progressor.LifecycleChange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads both topics from their beginning to their end of now, into a verification; keeps one message of each to show. */
final class ReadBack {

    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private final Verification verification;
    private @Nullable String event;
    private @Nullable String lifecycle;

    ReadBack(Verification verification) {
        this.verification = verification;
    }

    void read(KafkaBroker kafka) {
        try (KafkaConsumer<byte[], byte[]> consumer = DemoTopics.consumer(kafka)) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            long deadline = System.nanoTime() + DEADLINE.toNanos();
            while (!ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(this::read);
                if (System.nanoTime() - deadline > 0) {
                    throw new DemoException(
                            "the topics could not be read back within " + DEADLINE.toMinutes() + " min");
                }
            }
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        ReadMessage message = ReadMessage.of(record);
        if (message.content() instanceof Message.Event read) {
            verification.event(message.key(), Math.toIntExact(read.eventId()));
            event = event == null ? message.text() : event;
        } else if (message.content() instanceof Message.Lifecycle read) {
            verification.lifecycle(message.key(), committed(read.change()));
            lifecycle = lifecycle == null ? message.text() : lifecycle;
        }
    }

    /** What was committed that such a message tells of. */
    private static LifecycleChange committed(Change told) {
        if (told instanceof Change.Created) {
            return new LifecycleChange.Created();
        } else if (told instanceof Change.Failed failed) {
            return new LifecycleChange.Failed(String.valueOf(failed.reason()));
        }
        return told instanceof Change.Working ? new LifecycleChange.Working() : new LifecycleChange.Removed();
    }

    /** One message of each topic as text. */
    List<String> samples() {
        return Stream.of(event, lifecycle).flatMap(Stream::ofNullable).toList();
    }
}
