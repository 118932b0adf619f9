package dev.cdcnotifier.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KafkaClusterIT {

    private static final Duration WAIT = Duration.ofMinutes(2);

    private static KafkaCluster cluster;
    private static Map<Integer, FaultyProxy> proxies;

    @BeforeAll
    static void setUp() {
        KafkaCluster.Builder builder = KafkaCluster.builder();
        proxies = KafkaCluster.BROKERS.stream()
                .collect(Collectors.toMap(id -> id, id -> FaultyProxy.to("127.0.0.1", builder.port(id))));
        proxies.forEach((id, proxy) -> builder.advertisedPort(id, proxy.port()));
        cluster = builder.start();
    }

    @AfterAll
    static void tearDown() {
        if (cluster != null) {
            cluster.close();
        }
        proxies.values().forEach(FaultyProxy::close);
    }

    @Test
    void a_killed_leader_is_followed_by_another_and_what_was_confirmed_is_still_there() throws Exception {
        cluster.createTopic("killed", 1);
        int leader = cluster.leader("killed", 0);
        try (KafkaProducer<String, String> producer = producer(Map.of())) {
            send(producer, "killed", "before");
            cluster.kill9(leader);
            send(producer, "killed", "after");
        }
        assertThat(cluster.isRunning(leader)).isFalse();
        assertThat(cluster.leader("killed", 0)).isNotEqualTo(leader);

        cluster.restart(leader);
        cluster.awaitInSync();
        assertThat(cluster.inSync("killed", 0)).isEqualTo(3);
    }

    @Test
    void with_two_of_three_replicas_frozen_nothing_is_confirmed_until_they_are_back() throws Exception {
        cluster.createTopic("frozen", 1);
        int leader = cluster.leader("frozen", 0);
        var others = KafkaCluster.BROKERS.stream().filter(id -> id != leader).toList();
        Map<String, Object> impatient = Map.of(
                "retries",
                0,
                "enable.idempotence",
                false,
                "linger.ms",
                0,
                "request.timeout.ms",
                2_000,
                "delivery.timeout.ms",
                2_000);
        try (KafkaProducer<String, String> producer = producer(impatient)) {
            Await.until("a first record to be confirmed", WAIT, () -> {
                send(producer, "frozen", "before");
                return true;
            });
            others.forEach(cluster::freeze);
            // Not confirmed at first, as the leader waits; refused when it has been told that the others are gone.
            Await.until("a record to be refused for want of replicas", WAIT, () -> isRefused(producer));
        } finally {
            others.forEach(cluster::thaw);
        }
        cluster.awaitInSync();
        try (KafkaProducer<String, String> producer = producer(Map.of())) {
            send(producer, "frozen", "taken");
        }
    }

    @Test
    void clients_come_through_the_proxies_and_transactions_are_of_the_second_version() throws Exception {
        cluster.createTopic("transactional", 1);
        try (KafkaProducer<String, String> producer = producer(Map.of("transactional.id", "cluster-it"))) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, "transactional", "value");
            producer.commitTransaction();
            assertThat(proxies.values()).anyMatch(proxy -> proxy.connections() > 0);
        }
        short version = cluster.admin()
                .describeFeatures()
                .featureMetadata()
                .get()
                .finalizedFeatures()
                .get("transaction.version")
                .maxVersionLevel();
        assertThat(version).isEqualTo((short) 2);
    }

    private static boolean isRefused(KafkaProducer<String, String> producer) throws Exception {
        try {
            send(producer, "frozen", "refused");
            throw new AssertionError("confirmed with one replica of three");
        } catch (ExecutionException e) {
            return e.getCause() instanceof NotEnoughReplicasException;
        }
    }

    private static void send(KafkaProducer<String, String> producer, String topic, String value) throws Exception {
        producer.send(new ProducerRecord<>(topic, value)).get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static KafkaProducer<String, String> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", cluster.bootstrapServers());
        settings.put("acks", "all");
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }
}
