package dev.cdcnotifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.delivery.DeliveryException.Kind;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Begin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.PgOutputMessage.ReplicaIdentity;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.TopicReader;
import dev.cdcnotifier.testkit.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class KafkaDeliveryIT {

    private static KafkaBroker kafka;

    private final String topic = "topic-" + UUID.randomUUID();
    private final Destination destination = new Destination("main", topic);
    private final AckLedger ledger = new AckLedger(10_000, 16 << 20);

    @BeforeAll
    static void startKafka() {
        kafka = KafkaBroker.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void a_record_arrives_with_key_value_headers_and_the_hashs_partition() throws Exception {
        kafka.createTopic(topic, 7);
        try (Delivery delivery = open(Map.of())) {
            ledger.begin(0);
            delivery.sending(change(5), 0);
            delivery.send(destination, bytes("the key"), bytes("the value"));
            ledger.commit(new Lsn(0x16_0000_0100L));
            awaitCompleted(new Lsn(0x16_0000_0100L));
        }
        TopicRecord sent = TopicReader.readAll(kafka, topic).get(0);
        assertThat(sent.key()).isEqualTo(bytes("the key"));
        assertThat(sent.value()).isEqualTo(bytes("the value"));
        assertThat(sent.partition()).isEqualTo(new Murmur2().hash(bytes("the key")) % 7);
        assertThat(sent.headers()).containsEntry("cdc-lsn", "16/B374D848").containsEntry("cdc-seq", "5");
    }

    @Test
    void a_missing_topic_is_named_and_not_created() {
        assertThatThrownBy(() -> open(Map.of()))
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining("topic " + topic + " (client main) does not exist")
                .extracting(e -> ((DeliveryException) e).kind())
                .isEqualTo(Kind.NEEDS_OPERATOR);
        assertThat(kafka.topics()).doesNotContain(topic);
    }

    @Test
    void brokers_that_are_down_are_transient() {
        assertThatThrownBy(() -> open(Map.of("bootstrap.servers", "127.0.0.1:1")))
                .isInstanceOf(DeliveryException.class)
                .satisfies(e -> {
                    assertThat(((DeliveryException) e).kind()).isEqualTo(Kind.TRANSIENT);
                    assertThat(((DeliveryException) e).reason()).isEqualTo("kafka_unavailable");
                });
    }

    @Test
    void a_name_service_without_an_answer_is_transient() {
        assertThatThrownBy(() -> open(Map.of("bootstrap.servers", "broker.invalid:9092")))
                .isInstanceOf(DeliveryException.class)
                .satisfies(e -> {
                    assertThat(((DeliveryException) e).kind()).isEqualTo(Kind.TRANSIENT);
                    assertThat(((DeliveryException) e).reason()).isEqualTo("kafka_unresolvable");
                });
    }

    @Test
    void a_client_that_cannot_be_made_needs_an_operator_and_says_why() {
        kafka.createTopic(topic, 1);
        assertThatThrownBy(() -> open(Map.of("compression.type", "no-such")))
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining("Kafka client main")
                .hasMessageContaining("compression.type")
                .extracting(e -> ((DeliveryException) e).kind())
                .isEqualTo(Kind.NEEDS_OPERATOR);
    }

    @Test
    void a_record_larger_than_the_topic_takes_is_poison_before_it_is_sent() throws Exception {
        kafka.createTopic(topic, 1, Map.of("max.message.bytes", "2000"));
        try (Delivery delivery = open(Map.of())) {
            ledger.begin(0);
            delivery.sending(change(1), 0);
            assertThatThrownBy(() -> delivery.send(destination, bytes("k"), new byte[2_000]))
                    .isInstanceOf(PoisonRowException.class)
                    .hasMessageContaining("2000 bytes, the most that topic " + topic + " takes");
            assertThat(ledger.records()).isZero();
            delivery.send(destination, bytes("k"), new byte[1_500]);
            ledger.commit(new Lsn(9));
            awaitCompleted(new Lsn(9));
        }
    }

    @Test
    void a_record_the_broker_refuses_fails_the_ledger_and_is_never_complete() throws Exception {
        kafka.createTopic(topic, 1, Map.of("max.message.bytes", "2000"));
        byte[] incompressible = new byte[5_000];
        new Random(1).nextBytes(incompressible);
        try (Delivery delivery = open(Map.of("compression.type", "gzip"))) {
            ledger.begin(0);
            delivery.sending(change(3), 0);
            delivery.send(destination, bytes("k"), incompressible);
            ledger.commit(new Lsn(9));
            while (ledger.failure() == null) {
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(ledger.failure().kind()).isEqualTo(Kind.REJECTED);
            assertThat(ledger.failure()).hasMessageContaining("commit_lsn=16/B374D848 seq=3");
            assertThat(ledger.completed()).isEqualTo(Lsn.NONE);
        }
    }

    @Test
    void nothing_is_handed_over_after_a_record_that_failed() throws Exception {
        kafka.createTopic(topic, 1);
        try (Delivery delivery = open(Map.of())) {
            ledger.begin(0);
            delivery.sending(change(1), 0);
            ledger.failed(new DeliveryException(Kind.TRANSIENT, "scripted", "scripted"));
            delivery.send(destination, bytes("k"), bytes("overtakes"));
            assertThat(ledger.records()).isZero();
        }
        assertThat(TopicReader.readAll(kafka, topic)).isEmpty();
    }

    @Test
    void what_waits_behind_a_record_that_the_broker_refuses_does_not_overtake_it() throws Exception {
        kafka.createTopic(topic, 1, Map.of("max.message.bytes", "2000"));
        byte[] incompressible = new byte[5_000];
        new Random(1).nextBytes(incompressible);
        // Batches of one record, so that many are still in the client when the broker refuses the second.
        try (Delivery delivery = open(Map.of("compression.type", "gzip", "batch.size", "1"))) {
            ledger.begin(0);
            delivery.sending(change(1), 0);
            delivery.send(destination, bytes("k"), bytes("before"));
            ledger.commit(new Lsn(9));
            awaitCompleted(new Lsn(9));
            ledger.begin(0);
            delivery.send(destination, bytes("k"), incompressible);
            for (int i = 0; i < 2_000; i++) {
                delivery.send(destination, bytes("k"), bytes("behind"));
            }
            Await.until("the refusal", Duration.ofSeconds(30), () -> ledger.failure() != null);
            assertThat(ledger.failure().kind()).isEqualTo(Kind.REJECTED);
        }
        assertThat(TopicReader.readAll(kafka, topic).stream()
                        .map(record -> new String(record.value(), StandardCharsets.UTF_8)))
                .containsExactly("before");
    }

    @Test
    void a_second_callback_for_one_record_counts_for_nothing() {
        ledger.begin(0);
        InFlight run = ledger.sent(1, 0);
        ledger.sent(1, 0);
        ledger.commit(new Lsn(9));
        Confirmation first = new Confirmation(ledger, run, destination, new Lsn(1), 1, () -> {});
        first.onCompletion(null, null);
        first.onCompletion(null, null);
        assertThat(ledger.completed()).isEqualTo(Lsn.NONE);
    }

    @Test
    void more_partitions_during_a_session_are_noticed() throws Exception {
        kafka.createTopic(topic, 2);
        try (Delivery delivery = open(Map.of("metadata.max.age.ms", "100"))) {
            delivery.check();
            kafka.admin()
                    .createPartitions(Map.of(topic, NewPartitions.increaseTo(3)))
                    .all()
                    .get();
            Await.until("the change to be noticed", Duration.ofSeconds(60), () -> {
                delivery.check();
                return ledger.failure() != null;
            });
            assertThat(ledger.failure()).hasMessageContaining("has 3 partitions, it had 2");
        }
    }

    @Test
    void closing_with_records_in_flight_does_not_wait() throws Exception {
        kafka.createTopic(topic, 1);
        Delivery delivery = open(Map.of());
        ledger.begin(0);
        for (int i = 0; i < 1_000; i++) {
            delivery.sending(change(i), 0);
            delivery.send(destination, bytes("k"), new byte[100]);
        }
        long before = System.nanoTime();
        delivery.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }

    private Delivery open(Map<String, String> more) throws Exception {
        Map<String, String> client = new HashMap<>(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        client.putAll(more);
        DeliverySettings settings = new DeliverySettings(
                Map.of("main", client), new Murmur2(), Duration.ofSeconds(3), 3, 10_000, 16 << 20, true, null);
        return new KafkaDelivery(settings, "test")
                .open(ledger, Set.of(destination), new StreamIdentity("1", 1, "db", "slot", List.of("a")));
    }

    private void awaitCompleted(Lsn lsn) {
        while (!ledger.completed().equals(lsn)) {
            assertThat(ledger.failure()).isNull();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static RowChange change(long ordinal) {
        return new RowChange(
                RowChange.Operation.DELETE,
                new Begin(Lsn.parse("16/B374D848"), 0, 1),
                ordinal,
                new Relation(1, "public", "t", ReplicaIdentity.FULL, List.of()),
                null,
                false,
                null);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
