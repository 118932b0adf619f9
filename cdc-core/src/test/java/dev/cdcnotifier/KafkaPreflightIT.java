package dev.cdcnotifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.inspection.Inspection;
import dev.cdcnotifier.inspection.Precondition;
import dev.cdcnotifier.inspection.Precondition.State;
import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.testkit.CertificateAuthority;
import dev.cdcnotifier.testkit.PgServers;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is missing in Kafka is found before a stream starts, with the command that mends it. */
@Timeout(300)
class KafkaPreflightIT {

    private static CertificateAuthority authority;
    private static SecureKafka kafka;

    private final String positions = "positions-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        authority = CertificateAuthority.create();
        kafka = new SecureKafka(authority.issue("127.0.0.1", "localhost"));
        kafka.broker.createUser(SecureKafka.USER, "a password");
    }

    @AfterAll
    static void stop() {
        kafka.close();
        authority.close();
    }

    @Test
    void each_right_that_is_missing_is_found_and_its_command_grants_it() throws Exception {
        try (StreamFixture fixture = fixture()) {
            fixture.positionTopic = positions;
            Precondition topic = failed(look(fixture)).get(0);
            assertThat(topic.name()).isEqualTo("topic " + fixture.topic);
            assertThat(topic.reason()).isEqualTo("kafka_authorization");
            assertThat(topic.remedies().get(0).text())
                    .contains("--bootstrap-server " + fixture.bootstrapServers, "--command-config", "User:cdc");
            for (int round = 0; round < 10 && !look(fixture).holds(); round++) {
                run(failed(look(fixture)).get(0));
            }
            assertThat(failed(look(fixture))).isEmpty();
            assertThat(named(look(fixture), "topic " + positions + " (positions)")
                            .state())
                    .isEqualTo(State.PENDING);
            try (CdcNotifier notifier = fixture.startStreaming()) {
                fixture.insert(1, "a");
                fixture.awaitMessages("1=a");
                assertThat(notifier.streams()).hasSize(1);
                Inspection beside = look(fixture);
                assertThat(beside.holds()).isTrue();
                assertThat(named(beside, "transactional id").found()).contains("known to the brokers");
            }
            kafka.revoke(SecureKafka.topic(fixture.topic), AclOperation.WRITE);
            StreamFixture.await("the right to be gone", () -> !look(fixture).holds());
            assertThat(failed(look(fixture)))
                    .extracting(Precondition::name)
                    .containsExactly("rights on " + fixture.topic);
        }
    }

    @Test
    void a_refused_login_and_a_distrusted_broker_are_told_apart() throws Exception {
        try (StreamFixture fixture = fixture();
                CertificateAuthority stranger = CertificateAuthority.create()) {
            fixture.kafkaProperties = SecureKafka.client("another password", authority.certificate());
            Precondition login = failed(look(fixture)).get(0);
            assertThat(login.reason()).isEqualTo("kafka_authentication");
            assertThat(login.toString()).doesNotContain("another password");
            fixture.kafkaProperties = SecureKafka.client("a password", stranger.certificate());
            assertThat(failed(look(fixture)).get(0).reason()).isEqualTo("kafka_tls");
        }
    }

    @Test
    void a_topic_whose_records_can_never_be_confirmed_fails_and_one_that_is_only_risky_warns() throws Exception {
        try (StreamFixture fixture = fixture()) {
            kafka.grant(
                    SecureKafka.topic(fixture.topic),
                    AclOperation.WRITE,
                    AclOperation.DESCRIBE,
                    AclOperation.DESCRIBE_CONFIGS);
            set(fixture.topic, "min.insync.replicas", "2");
            Precondition replicas = named(look(fixture), "replicas of " + fixture.topic);
            assertThat(replicas.state()).isEqualTo(State.FAILED);
            assertThat(replicas.meaning()).contains("no record can ever be confirmed");
            run(replicas);
            assertThat(named(look(fixture), "replicas of " + fixture.topic).state())
                    .isEqualTo(State.WARNING);

            set(fixture.topic, "max.message.bytes", "1000");
            Precondition size = named(look(fixture), "record size of " + fixture.topic);
            assertThat(size.state()).isEqualTo(State.WARNING);
            assertThat(size.found()).startsWith("up to 1000 bytes");
            run(size);
            assertThat(named(look(fixture), "record size of " + fixture.topic).state())
                    .isEqualTo(State.OK);
        }
    }

    @Test
    void a_missing_topic_is_made_by_the_command_once_its_partitions_are_chosen() throws Exception {
        try (StreamFixture fixture = fixture()) {
            kafka.grant(SecureKafka.topic(fixture.topic), AclOperation.WRITE, AclOperation.DESCRIBE);
            kafka.grant(
                    SecureKafka.topic(positions),
                    AclOperation.CREATE,
                    AclOperation.WRITE,
                    AclOperation.READ,
                    AclOperation.DESCRIBE,
                    AclOperation.DESCRIBE_CONFIGS);
            kafka.broker.deleteTopic(fixture.topic);
            Precondition missing = failed(look(fixture)).get(0);
            assertThat(missing.reason()).isEqualTo("topic_missing");
            assertThat(missing.remedies().get(0).text()).contains("--partitions PARTITIONS");
            run(missing);
            StreamFixture.await("the topic", () -> look(fixture).holds());
            assertThat(named(look(fixture), "topic " + fixture.topic).found()).isEqualTo("7 partitions");
        }
    }

    @Test
    void a_topic_for_positions_that_is_not_compacted_fails() throws Exception {
        try (StreamFixture fixture = fixture()) {
            kafka.grant(SecureKafka.topic(fixture.topic), AclOperation.WRITE, AclOperation.DESCRIBE);
            fixture.positionTopic = positions;
            kafka.broker.createTopic(positions, 1);
            kafka.grant(SecureKafka.topic(positions), AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
            List<Precondition> failed = failed(look(fixture));
            assertThat(failed)
                    .extracting(Precondition::reason)
                    .containsExactly("position_topic_wrong", "kafka_authorization", "kafka_authorization");
            assertThat(failed).extracting(Precondition::name).contains("rights on " + positions, "transactional id");
        }
    }

    private StreamFixture fixture() throws Exception {
        StreamFixture fixture = new StreamFixture(PgServers.shared(17), kafka.broker);
        fixture.kafkaProperties = SecureKafka.client("a password", authority.certificate());
        fixture.memoryTopic = positions;
        return fixture;
    }

    private static Inspection look(StreamFixture fixture) throws InterruptedException {
        try (Preflight preflight = new Preflight()) {
            return preflight.look(fixture.settings(), system -> {});
        }
    }

    private static List<Precondition> failed(Inspection found) {
        return found.preconditions().filter(one -> one.state() == State.FAILED).toList();
    }

    private static Precondition named(Inspection found, String name) {
        return found.preconditions()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Does what the command of Kafka's tools would do, which are not among the libraries of a test. */
    private static void run(Precondition precondition) throws Exception {
        Remedy remedy = precondition.remedies().get(0);
        assertThat(remedy.kind()).isEqualTo(Remedy.Kind.COMMAND);
        List<String> words = Arrays.asList(remedy.text().split(" +"));
        switch (words.get(0)) {
            case "kafka-acls.sh" -> {
                AclOperation[] operations = values(words, "--operation").stream()
                        .map(word -> AclOperation.valueOf(
                                word.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT)))
                        .toArray(AclOperation[]::new);
                boolean topic = words.contains("--topic");
                kafka.grant(
                        new ResourcePattern(
                                topic ? ResourceType.TOPIC : ResourceType.TRANSACTIONAL_ID,
                                values(words, topic ? "--topic" : "--transactional-id")
                                        .get(0),
                                PatternType.LITERAL),
                        operations);
            }
            case "kafka-configs.sh" -> {
                String[] setting = values(words, "--add-config").get(0).split("=");
                set(values(words, "--entity-name").get(0), setting[0], setting[1]);
            }
            case "kafka-topics.sh" ->
                kafka.broker
                        .admin()
                        .createTopics(List.of(new NewTopic(
                                values(words, "--topic").get(0),
                                Optional.of(7),
                                Optional.of(Short.valueOf(
                                        values(words, "--replication-factor").get(0))))))
                        .all()
                        .get();
            default -> throw new AssertionError(remedy.text());
        }
    }

    private static List<String> values(List<String> words, String option) {
        return IntStream.range(0, words.size() - 1)
                .filter(i -> words.get(i).equals(option))
                .mapToObj(i -> words.get(i + 1))
                .toList();
    }

    private static void set(String topic, String name, String value) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        kafka.broker
                .admin()
                .incrementalAlterConfigs(Map.of(
                        resource, List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }
}
