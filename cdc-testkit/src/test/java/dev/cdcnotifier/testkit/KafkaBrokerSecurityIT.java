package dev.cdcnotifier.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KafkaBrokerSecurityIT {

    private static final Duration WAIT = Duration.ofMinutes(1);

    private static CertificateAuthority authority;
    private static CertificateAuthority stranger;
    private static KafkaBroker broker;

    @BeforeAll
    static void setUp() {
        authority = CertificateAuthority.create();
        stranger = CertificateAuthority.create();
        broker = KafkaBroker.builder()
                .saslSsl(authority.issue("127.0.0.1", "localhost"))
                .start();
        broker.createUser("app", "secret");
    }

    @AfterAll
    static void tearDown() {
        if (broker != null) {
            broker.close();
        }
        stranger.close();
        authority.close();
    }

    @Test
    void a_user_writes_where_an_ACL_lets_it_and_nowhere_else() throws Exception {
        broker.createTopic("allowed", 1);
        broker.createTopic("forbidden", 1);
        AccessControlEntry write = new AccessControlEntry("User:app", "*", AclOperation.WRITE, AclPermissionType.ALLOW);
        ResourcePattern topic = new ResourcePattern(ResourceType.TOPIC, "allowed", PatternType.LITERAL);
        broker.admin().createAcls(List.of(new AclBinding(topic, write))).all().get();

        Await.until("the ACL to be in force", WAIT, () -> {
            send("allowed", "secret", authority.certificate());
            return true;
        });
        assertThat(TopicReader.readAll(broker, "allowed")).isNotEmpty();
        assertThatThrownBy(() -> send("forbidden", "secret", authority.certificate()))
                .hasCauseInstanceOf(TopicAuthorizationException.class)
                .hasMessageContaining("forbidden");
    }

    @Test
    void a_wrong_password_is_refused() {
        assertThatThrownBy(() -> send("allowed", "wrong", authority.certificate()))
                .hasCauseInstanceOf(SaslAuthenticationException.class);
    }

    @Test
    void a_client_that_trusts_another_authority_refuses_the_broker() {
        assertThatThrownBy(() -> send("allowed", "secret", stranger.certificate()))
                .hasCauseInstanceOf(SslAuthenticationException.class);
    }

    private static void send(String topic, String password, Path trusted) throws Exception {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", broker.bootstrapServers());
        settings.put("security.protocol", "SASL_SSL");
        settings.put("ssl.truststore.type", "PEM");
        settings.put("ssl.truststore.location", trusted.toString());
        settings.put("sasl.mechanism", "SCRAM-SHA-512");
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"app\" password=\""
                        + password + "\";");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "value")).get();
        }
    }
}
