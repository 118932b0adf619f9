package dev.cdcnotifier.runner.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.KafkaBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A topic that changes while it is read. */
@Timeout(120)
class TopicLogIT {

    @Test
    void records_that_are_removed_before_they_are_read_are_passed_over_and_told() throws Exception {
        try (KafkaBroker kafka = KafkaBroker.start()) {
            kafka.createTopic("t", 1);
            write(kafka, 10);
            Cluster cluster = new Cluster("test", Map.of("bootstrap.servers", kafka.bootstrapServers()));
            try (TopicLog log = TopicLog.open(cluster, true, List.of("t"))) {
                log.from(new From.Beginning());
                assertThat(log.brokenOff()).isNull();
                kafka.admin()
                        .deleteRecords(Map.of(new TopicPartition("t", 0), RecordsToDelete.beforeOffset(7)))
                        .all()
                        .get();
                assertThat(offsets(log)).containsExactly(7L, 8L, 9L);
                assertThat(log.brokenOff())
                        .isEqualTo("the records of t-0 from 0 on were removed before they were read");
            }
        }
    }

    private static List<Long> offsets(TopicLog log) {
        List<Long> offsets = new ArrayList<>();
        Await.until("the last record", Duration.ofSeconds(60), () -> {
            log.poll(Duration.ofMillis(100)).forEach(record -> offsets.add(record.offset()));
            return offsets.contains(9L);
        });
        return offsets;
    }

    private static void write(KafkaBroker kafka, int records) throws Exception {
        Map<String, Object> properties = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>("t", new byte[] {1})).get();
            }
        }
    }
}
