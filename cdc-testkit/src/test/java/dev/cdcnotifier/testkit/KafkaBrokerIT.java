package dev.cdcnotifier.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaBrokerIT {

    private static final Duration WAIT = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_was_produced_is_read_with_keys_headers_and_partition_also_after_a_restart(boolean ownProcess)
            throws Exception {
        KafkaBroker.Builder builder = KafkaBroker.builder();
        try (KafkaBroker broker = (ownProcess ? builder.ownProcess() : builder).start()) {
            broker.createTopic("t", 3, Map.of("max.message.bytes", "2000000"));
            ProducerRecord<String, String> record = new ProducerRecord<>("t", 2, 1234L, "key", "value");
            record.headers().add("cdc-lsn", "0/1".getBytes(StandardCharsets.UTF_8));
            produce(broker, record);

            broker.restart();

            List<TopicRecord> records = TopicReader.readAll(broker, "t");
            assertThat(records).hasSize(1);
            TopicRecord read = records.get(0);
            assertThat(read.partition()).isEqualTo(2);
            assertThat(read.keyText()).isEqualTo("key");
            assertThat(read.value()).isEqualTo("value".getBytes(StandardCharsets.UTF_8));
            assertThat(read.headers()).containsEntry("cdc-lsn", "0/1");
            assertThat(read.timestampMillis()).isEqualTo(1234L);
        }
    }

    @Test
    void a_missing_topic_is_not_made_on_demand_and_a_deleted_one_is_gone() {
        try (KafkaBroker broker = KafkaBroker.start()) {
            broker.createTopic("gone", 1);
            broker.deleteTopic("gone");
            try (KafkaProducer<String, String> producer = producer(broker, Map.of("max.block.ms", "1000"))) {
                assertThatThrownBy(() ->
                                producer.send(new ProducerRecord<>("gone", "v")).get())
                        .hasMessageContaining("gone");
            }
            assertThat(broker.topics()).isEmpty();
            assertThatThrownBy(broker::freeze).hasMessageContaining("ownProcess()");
        }
    }

    @Test
    void a_frozen_broker_answers_nothing_until_it_is_thawed() throws Exception {
        try (KafkaBroker broker = KafkaBroker.builder().ownProcess().start()) {
            broker.createTopic("t", 1);
            try (KafkaProducer<String, String> producer = producer(broker, Map.of())) {
                producer.send(new ProducerRecord<>("t", "before")).get();
                broker.freeze();
                Future<RecordMetadata> pending = producer.send(new ProducerRecord<>("t", "during"));
                assertThatThrownBy(() -> pending.get(500, TimeUnit.MILLISECONDS))
                        .isInstanceOf(TimeoutException.class);
                broker.thaw();
                assertThat(pending.get(30, TimeUnit.SECONDS).offset()).isEqualTo(1);
            }
        }
    }

    @Test
    void clients_go_through_a_proxy_whose_port_is_advertised_and_the_test_goes_past_it() throws Exception {
        KafkaBroker.Builder builder = KafkaBroker.builder();
        try (FaultyProxy proxy = FaultyProxy.to("127.0.0.1", builder.port());
                KafkaBroker broker = builder.advertisedPort(proxy.port()).start()) {
            broker.createTopic("t", 1);
            try (KafkaProducer<String, String> producer = producer(broker, Map.of())) {
                producer.send(new ProducerRecord<>("t", "before")).get();
                assertThat(proxy.connections()).isPositive();
                proxy.freeze();
                Future<RecordMetadata> pending = producer.send(new ProducerRecord<>("t", "during"));
                assertThat(TopicReader.readAll(broker, "t")).hasSize(1);
                assertThat(pending).isNotDone();
                proxy.thaw();
                pending.get(30, TimeUnit.SECONDS);
                assertThat(TopicReader.readAll(broker, "t")).hasSize(2);
            }
        }
    }

    @Test
    void a_killed_broker_comes_back_with_its_records() throws Exception {
        try (KafkaBroker broker = KafkaBroker.builder().ownProcess().start()) {
            broker.createTopic("t", 1);
            produce(broker, new ProducerRecord<>("t", "kept"));
            broker.kill9();
            assertThat(broker.isRunning()).isFalse();
            broker.restart();
            produce(broker, new ProducerRecord<>("t", "new"));
            assertThat(TopicReader.readAll(broker, "t")).hasSize(2);
        }
    }

    @Test
    void transactions_are_seen_whole_or_not_at_all_by_read_committed() {
        try (KafkaBroker broker = KafkaBroker.start()) {
            broker.createTopic("t", 1);
            try (KafkaProducer<String, String> producer = producer(broker, Map.of("transactional.id", "x"))) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("t", "aborted"));
                producer.flush();
                producer.abortTransaction();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("t", "committed"));
                producer.commitTransaction();
            }
            assertThat(TopicReader.readAll(broker, "t")).hasSize(1);
            try (TopicReader reader =
                    new TopicReader(broker.bootstrapServers(), TopicReader.Isolation.READ_UNCOMMITTED, "t")) {
                assertThat(reader.readToEnd(WAIT)).hasSize(2);
                assertThatThrownBy(() -> reader.readCount(3, Duration.ofMillis(100)))
                        .hasMessageContaining("read 2 records");
            }
        }
    }

    @Test
    void what_a_producer_was_told_is_committed_is_read() {
        try (KafkaBroker broker = KafkaBroker.start()) {
            broker.createTopic("t", 3);
            try (KafkaProducer<String, String> producer = producer(broker, Map.of("transactional.id", "x"))) {
                producer.initTransactions();
                for (int count = 1; count <= 20; count++) {
                    producer.beginTransaction();
                    producer.send(new ProducerRecord<>("t", count % 3, null, "committed"));
                    producer.commitTransaction();
                    assertThat(TopicReader.readAll(broker, "t")).hasSize(count);
                }
            }
        }
    }

    @Test
    void a_child_that_does_not_start_is_told_with_its_words() {
        assertThatThrownBy(() -> KafkaBroker.builder()
                        .ownProcess()
                        .setting("num.io.threads", "none")
                        .start())
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("num.io.threads");
    }

    private static void produce(KafkaBroker broker, ProducerRecord<String, String> record)
            throws ExecutionException, InterruptedException {
        try (KafkaProducer<String, String> producer = producer(broker, Map.of())) {
            producer.send(record).get();
        }
    }

    private static KafkaProducer<String, String> producer(KafkaBroker broker, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", broker.bootstrapServers());
        return new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
    }
}
