package dev.cdcnotifier.chaos.oracle;

import dev.cdcnotifier.chaos.oracle.Ledger.Seen;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topics as a consumer sees them, read while the run goes on. One thread. */
final class Records implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(20);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Integer> partitions = new HashMap<>();
    private final List<TopicPartition> assigned = new ArrayList<>();

    Records(String bootstrapServers, List<String> topics) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest",
                        "allow.auto.create.topics", "false",
                        "reconnect.backoff.max.ms", "200",
                        "request.timeout.ms", "5000",
                        "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        for (String topic : topics) {
            int count = consumer.partitionsFor(topic).size();
            partitions.put(topic, count);
            for (int partition = 0; partition < count; partition++) {
                assigned.add(new TopicPartition(topic, partition));
            }
        }
        consumer.assign(assigned);
    }

    /** Where the partitions end now. Fails with Kafka's exception when it does not answer. */
    Map<TopicPartition, Long> ends() {
        return consumer.endOffsets(assigned, ANSWER);
    }

    /** Adds to the list what there is up to these ends; false when Kafka did not bring all of it in time. */
    boolean readTo(Map<TopicPartition, Long> ends, List<Seen> into) {
        long deadline = System.nanoTime() + ANSWER.toNanos();
        seekBackWhereMadeAnew(ends);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), ANSWER) < end.getValue())) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            for (ConsumerRecord<byte[], byte[]> polled : consumer.poll(POLL)) {
                into.add(seen(polled));
            }
        }
        return true;
    }

    /** A partition that ends before what was read belongs to a topic that was deleted and made again. */
    private void seekBackWhereMadeAnew(Map<TopicPartition, Long> ends) {
        ends.forEach((partition, end) -> {
            if (consumer.position(partition, ANSWER) > end) {
                consumer.seek(partition, 0);
            }
        });
    }

    private Seen seen(ConsumerRecord<byte[], byte[]> polled) {
        String[] lsn = header(polled, "cdc-lsn").split("/", 2);
        long commitLsn = Long.parseLong(lsn[0], 16) << 32 | Long.parseLong(lsn[1], 16);
        return new Seen(
                polled.topic(),
                polled.partition(),
                partitions.getOrDefault(polled.topic(), 1),
                polled.key(),
                polled.value(),
                commitLsn,
                Integer.parseInt(header(polled, "cdc-seq")));
    }

    private static String header(ConsumerRecord<byte[], byte[]> polled, String name) {
        Header header = polled.headers().lastHeader(name);
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close(Duration.ZERO);
    }
}
