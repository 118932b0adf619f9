package dev.cdcnotifier;

import static dev.cdcnotifier.StreamFixture.awaitState;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.replication.Provision;
import dev.cdcnotifier.testkit.CertificateAuthority;
import dev.cdcnotifier.testkit.PgServer;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The rights that docs/security.md names are enough, and none of them is one too many. */
@Timeout(180)
class LeastPrivilegeIT {

    private static final SecurityPage PAGE = SecurityPage.read();

    private static CertificateAuthority authority;
    private static PgServer pg;
    private static SecureKafka kafka;

    private final String role = "cdc_" + UUID.randomUUID().toString().replace('-', '_');
    private final String positions = "positions-" + UUID.randomUUID();

    @BeforeAll
    static void start() throws Exception {
        pg = PgServer.builder(17).passwordAuthentication().start();
        pg.execute(PgServer.SUPERUSER, "CREATE ROLE progressor NOLOGIN");
        authority = CertificateAuthority.create();
        kafka = new SecureKafka(authority.issue("127.0.0.1", "localhost"));
        kafka.broker.createUser(SecureKafka.USER, "kafka pass");
    }

    @AfterAll
    static void stop() {
        kafka.close();
        authority.close();
        pg.close();
    }

    @Test
    void a_role_as_documented_makes_everything_and_streams() throws Exception {
        try (StreamFixture fixture = fixture("create", "at-least-once");
                CdcNotifier notifier = fixture.startStreaming()) {
            fixture.insert(1, "a");
            fixture.awaitMessages("1=a");
            assertThat(notifier.streams()).hasSize(1);
        }
    }

    @Test
    void a_role_as_documented_streams_what_an_administrator_made() throws Exception {
        try (StreamFixture fixture = fixture("verify", "at-least-once")) {
            fixture.provision = Provision.VERIFY;
            fixture.execute(
                    "CREATE PUBLICATION \"rows/publication\" FOR TABLE rows",
                    "SELECT pg_create_logical_replication_slot('" + fixture.slot + "', 'pgoutput')");
            try (CdcNotifier notifier = fixture.startStreaming()) {
                fixture.insert(1, "a");
                fixture.awaitMessages("1=a");
                assertThat(notifier.streams()).hasSize(1);
            }
        }
    }

    @Test
    void rights_as_documented_are_enough_for_exactly_once() throws Exception {
        try (StreamFixture fixture = fixture("create", "exactly-once");
                CdcNotifier notifier = fixture.startStreaming()) {
            fixture.insert(1, "a");
            fixture.awaitMessages("1=a");
            assertThat(notifier.streams().get(0).delivery()).isEqualTo("exactly-once");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create | ALTER ROLE %s NOREPLICATION                | REPLICATION",
                "create | REVOKE CONNECT ON DATABASE %2$s FROM %1$s  | CONNECT",
                "create | REVOKE CREATE ON DATABASE %2$s FROM %1$s   | CREATE",
                "create | REVOKE progressor FROM %s                  | rows",
                "verify | ALTER ROLE %s NOREPLICATION                | REPLICATION",
                "verify | REVOKE CONNECT ON DATABASE %2$s FROM %1$s  | CONNECT",
                "verify | REVOKE USAGE ON SCHEMA public FROM %s      | public"
            })
    void without_one_right_in_postgresql_the_stream_says_which(String mode, String revoke, String named)
            throws Exception {
        try (StreamFixture fixture = fixture(mode, "at-least-once")) {
            fixture.provision = mode.equals("create") ? Provision.CREATE : Provision.VERIFY;
            fixture.execute(revoke.formatted(role, fixture.database));
            try (CdcNotifier notifier = fixture.start()) {
                awaitState(notifier, "NEEDS_OPERATOR");
                assertThat(notifier.streams().get(0).state().message()).contains(named);
            }
        }
    }

    /** Those that no other implies: Write and Read bring Describe with them, wherever Kafka's own authorizer decides. */
    static Stream<Arguments> rightsInKafka() {
        return beyondTopics("POSITIONS").flatMap(acl -> acl.operations().stream()
                .filter(operation -> operation != AclOperation.DESCRIBE)
                .map(operation -> Arguments.of(acl.resource().resourceType(), operation)));
    }

    @ParameterizedTest
    @MethodSource("rightsInKafka")
    void without_one_right_in_kafka_the_stream_says_where(ResourceType type, AclOperation operation) throws Exception {
        try (StreamFixture fixture = fixture("create", "exactly-once")) {
            SecurityPage.Acl acl = beyondTopics(positions)
                    .filter(one -> one.resource().resourceType() == type)
                    .findFirst()
                    .orElseThrow();
            if (operation != AclOperation.CREATE) {
                // Nothing is read of a topic that is empty, nor asked of one that was just made.
                streamOneRow(fixture);
            }
            kafka.revoke(acl.resource(), operation);
            try (CdcNotifier notifier = fixture.start()) {
                assertThat(fixture.insertUntilNeedsOperator(notifier, "kafka_"))
                        .contains(acl.resource().name());
            }
        }
    }

    private static Stream<SecurityPage.Acl> beyondTopics(String positions) {
        return Stream.of("positions", "exactly-once").flatMap(block -> PAGE.acls(block, "", positions).stream());
    }

    private static void streamOneRow(StreamFixture fixture) throws Exception {
        try (CdcNotifier notifier = fixture.startStreaming()) {
            fixture.insert(1, "a");
            fixture.awaitMessages("1=a");
            assertThat(notifier.streams()).hasSize(1);
        }
    }

    /** A stream whose role and Kafka user have the documented rights; what PUBLIC has by default is taken away. */
    private StreamFixture fixture(String mode, String delivery) throws Exception {
        StreamFixture fixture = new StreamFixture(pg, kafka.broker);
        fixture.execute(
                "REVOKE ALL ON DATABASE " + fixture.database + " FROM PUBLIC",
                "REVOKE ALL ON SCHEMA public FROM PUBLIC",
                "GRANT USAGE ON SCHEMA public TO progressor",
                "ALTER TABLE rows OWNER TO progressor");
        fixture.execute(PAGE.role(mode, role, "a password", fixture.database));
        fixture.role = role;
        fixture.password = new Secret("a password");
        fixture.kafkaProperties = SecureKafka.client("kafka pass", authority.certificate());
        fixture.memoryTopic = positions;
        grant(PAGE.acls("at-least-once", fixture.topic, positions));
        grant(PAGE.acls("positions", fixture.topic, positions));
        if (delivery.equals("exactly-once")) {
            fixture.positionTopic = positions;
            grant(PAGE.acls("exactly-once", fixture.topic, positions));
        }
        return fixture;
    }

    private static void grant(List<SecurityPage.Acl> acls) throws Exception {
        for (SecurityPage.Acl acl : acls) {
            kafka.grant(acl.resource(), acl.operations().toArray(AclOperation[]::new));
        }
    }
}
