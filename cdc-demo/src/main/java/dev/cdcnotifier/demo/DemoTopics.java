package dev.cdcnotifier.demo;

import dev.cdcnotifier.testkit.KafkaBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The two topics, and consumers of both from their beginning. */
final class DemoTopics {

    static final String EVENT_SINK = "cdc_eventsink_topic";
    static final String LIFECYCLE = "cdc_lifecycle_topic";
    static final int PARTITIONS = 8;

    private DemoTopics() {}

    static void create(KafkaBroker kafka) {
        kafka.createTopic(EVENT_SINK, PARTITIONS);
        kafka.createTopic(LIFECYCLE, PARTITIONS);
    }

    static List<TopicPartition> partitions() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : List.of(EVENT_SINK, LIFECYCLE)) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                partitions.add(new TopicPartition(topic, partition));
            }
        }
        return partitions;
    }

    /** A consumer that will read every record of both topics. */
    static KafkaConsumer<byte[], byte[]> consumer(KafkaBroker kafka) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", kafka.bootstrapServers(),
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(partitions());
        return consumer;
    }

    /** Ends a consumer at once. */
    static void close(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
    }
}
