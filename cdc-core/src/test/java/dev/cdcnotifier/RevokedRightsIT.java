package dev.cdcnotifier;

import static dev.cdcnotifier.StreamFixture.awaitState;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.testkit.CertificateAuthority;
import dev.cdcnotifier.testkit.PgServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Credentials and rights that are taken away from a running stream, and given back. */
@Timeout(180)
class RevokedRightsIT {

    private static final String ROLE = "cdc";

    private static CertificateAuthority authority;
    private static PgServer pg;
    private static SecureKafka kafka;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        pg = PgServer.builder(17).passwordAuthentication().start();
        pg.createReplicationRole(ROLE, "first");
        authority = CertificateAuthority.create();
        kafka = new SecureKafka(authority.issue("127.0.0.1", "localhost"));
    }

    @AfterAll
    static void stop() {
        kafka.close();
        authority.close();
        pg.close();
    }

    @Test
    void a_rotated_password_stops_the_stream_until_its_file_has_it() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "first\n");
        try (StreamFixture fixture = fixture()) {
            fixture.password = Secret.inFile(file);
            try (CdcNotifier notifier = fixture.startStreaming()) {
                fixture.execute("ALTER ROLE cdc PASSWORD 'second'");
                fixture.endSessions();
                assertThat(StreamFixture.awaitNeedsOperator(notifier, "postgres_authentication"))
                        .contains("\"cdc\"");
                fixture.insert(1, "a");

                Files.writeString(file, "second\n");
                awaitState(notifier, "STREAMING");
                fixture.awaitMessages("1=a");
            }
        } finally {
            pg.execute(PgServer.SUPERUSER, "ALTER ROLE cdc PASSWORD 'first'");
        }
    }

    @Test
    void a_role_that_may_not_log_in_stops_the_stream_until_it_may() throws Exception {
        try (StreamFixture fixture = fixture();
                CdcNotifier notifier = fixture.startStreaming()) {
            fixture.execute("ALTER ROLE cdc NOLOGIN");
            fixture.endSessions();
            assertThat(StreamFixture.awaitNeedsOperator(notifier, "postgres_authentication"))
                    .contains("\"cdc\"");
            fixture.insert(1, "a");

            fixture.execute("ALTER ROLE cdc LOGIN");
            awaitState(notifier, "STREAMING");
            fixture.awaitMessages("1=a");
        } finally {
            pg.execute(PgServer.SUPERUSER, "ALTER ROLE cdc LOGIN");
        }
    }

    @Test
    void a_kafka_user_that_is_gone_stops_the_stream_until_it_is_back() throws Exception {
        try (StreamFixture fixture = fixture();
                CdcNotifier notifier = fixture.startStreaming()) {
            kafka.removeUser();
            assertThat(fixture.insertUntilNeedsOperator(notifier, "kafka_authentication"))
                    .contains("main")
                    .contains("login");

            kafka.broker.createUser(SecureKafka.USER, "kafka pass");
            awaitState(notifier, "STREAMING");
            fixture.insert(1, "last");
            fixture.awaitMessages("1=last");
        }
    }

    @Test
    void a_right_to_write_that_is_gone_stops_the_stream_until_it_is_back() throws Exception {
        try (StreamFixture fixture = fixture();
                CdcNotifier notifier = fixture.startStreaming()) {
            kafka.revoke(SecureKafka.topic(fixture.topic), AclOperation.WRITE);
            assertThat(fixture.insertUntilNeedsOperator(notifier, "kafka_authorization"))
                    .contains(fixture.topic);

            kafka.grant(SecureKafka.topic(fixture.topic), AclOperation.WRITE);
            awaitState(notifier, "STREAMING");
            fixture.insert(1, "last");
            fixture.awaitMessages("1=last");
        }
    }

    @Test
    void all_rights_on_a_topic_that_are_gone_stop_the_stream_until_they_are_back() throws Exception {
        try (StreamFixture fixture = fixture();
                CdcNotifier notifier = fixture.startStreaming()) {
            kafka.revoke(SecureKafka.topic(fixture.topic), AclOperation.ANY);
            assertThat(fixture.insertUntilNeedsOperator(notifier, "kafka_authorization"))
                    .contains(fixture.topic);

            kafka.grant(SecureKafka.topic(fixture.topic), AclOperation.WRITE, AclOperation.DESCRIBE);
            awaitState(notifier, "STREAMING");
            fixture.insert(1, "last");
            fixture.awaitMessages("1=last");
        }
    }

    private static StreamFixture fixture() throws Exception {
        StreamFixture fixture = new StreamFixture(pg, kafka.broker);
        fixture.execute("ALTER TABLE rows OWNER TO cdc", "GRANT CREATE ON DATABASE " + fixture.database + " TO cdc");
        fixture.role = ROLE;
        fixture.password = new Secret("first");
        kafka.broker.createUser(SecureKafka.USER, "kafka pass");
        kafka.grantWhatAStreamNeeds(fixture);
        fixture.kafkaProperties = SecureKafka.client("kafka pass", authority.certificate());
        return fixture;
    }
}
