package dev.cdcnotifier;

import static dev.cdcnotifier.StreamFixture.awaitState;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.testkit.CertificateAuthority;
import dev.cdcnotifier.testkit.CertificateAuthority.Issued;
import dev.cdcnotifier.testkit.PgServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** TLS, passwords and rights on both sides, taken away from a stream and given back. The server takes plain text, too. */
@Timeout(180)
class SecureLinksIT {

    private static final String ROLE = "cdc";
    private static final String PASSWORD = "pa ss'w\"örd";
    private static final String PASSWORD_OF_KAFKA = "kafka pass";

    private static CertificateAuthority authority;
    private static CertificateAuthority stranger;
    private static Issued right;
    private static PgServer pg;
    private static SecureKafka kafka;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        authority = CertificateAuthority.create();
        stranger = CertificateAuthority.create();
        right = authority.issue("127.0.0.1", "localhost");
        pg = PgServer.builder(17)
                .passwordAuthentication()
                .setting("ssl", "on")
                .setting("ssl_cert_file", right.certificate().toString())
                .setting("ssl_key_file", right.key().toString())
                .start();
        pg.createReplicationRole(ROLE, PASSWORD);
        kafka = new SecureKafka(right);
    }

    @AfterAll
    static void stop() {
        Stream.of(kafka, pg, stranger, authority).forEach(SecureLinksIT::close);
    }

    static Stream<Arguments> wrongCertificates() {
        return Stream.of(
                Arguments.of(stranger.issue("127.0.0.1", "localhost"), "authority"),
                Arguments.of(authority.issue("other.example"), "is for another host"),
                Arguments.of(authority.issueExpired("127.0.0.1", "localhost"), "has expired"));
    }

    @Test
    void rows_pass_with_the_host_verified_the_channel_bound_and_a_password_on_both_sides() throws Exception {
        try (StreamFixture fixture = fixture();
                CdcNotifier notifier = fixture.startStreaming()) {
            fixture.insert(1, "a");
            fixture.awaitMessages("1=a");
            assertThat(notifier.streams()).hasSize(1);
            assertThat(fixture.query("SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                            + " WHERE usename = 'cdc' AND datname = current_database()"))
                    .isEqualTo("t");
        }
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("wrongCertificates")
    void a_wrong_certificate_of_postgresql_stops_the_stream_until_it_is_mended(Issued wrong, String says)
            throws Exception {
        try (StreamFixture fixture = fixture();
                CdcNotifier notifier = fixture.startStreaming()) {
            usePg(wrong);
            fixture.endSessions();
            assertThat(StreamFixture.awaitNeedsOperator(notifier, "postgres_tls"))
                    .contains(says);
            fixture.insert(1, "a");

            usePg(right);
            awaitState(notifier, "STREAMING");
            fixture.awaitMessages("1=a");
        } finally {
            usePg(right);
        }
    }

    @Test
    void a_server_that_speaks_no_TLS_is_refused_when_the_host_is_to_be_verified() throws Exception {
        try (StreamFixture fixture = fixture();
                CdcNotifier notifier = fixture.startStreaming()) {
            reload("ALTER SYSTEM SET ssl = off");
            fixture.endSessions();
            StreamFixture.awaitNeedsOperator(notifier, "postgres_login");

            reload("ALTER SYSTEM SET ssl = on");
            awaitState(notifier, "STREAMING");
        } finally {
            reload("ALTER SYSTEM SET ssl = on");
        }
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("wrongCertificates")
    void a_wrong_certificate_of_kafka_stops_the_stream_until_it_is_mended(Issued wrong, String says) throws Exception {
        try (StreamFixture fixture = fixture()) {
            kafka.use(wrong);
            fixture.insert(1, "a");
            try (CdcNotifier notifier = fixture.start()) {
                assertThat(StreamFixture.awaitNeedsOperator(notifier, "kafka_tls"))
                        .contains(says)
                        .contains("Kafka client main");

                kafka.use(right);
                fixture.insert(2, "b");
                fixture.awaitMessages("2=b");
                awaitState(notifier, "STREAMING");
            }
        } finally {
            kafka.use(right);
        }
    }

    @Test
    void a_trust_store_whose_content_is_mended_needs_no_restart() throws Exception {
        Path trusted = folder.resolve("trusted.pem");
        Files.copy(stranger.certificate(), trusted);
        try (StreamFixture fixture = fixture()) {
            fixture.kafkaProperties = SecureKafka.client(PASSWORD_OF_KAFKA, trusted);
            try (CdcNotifier notifier = fixture.start()) {
                StreamFixture.awaitNeedsOperator(notifier, "kafka_tls");
                Files.writeString(trusted, Files.readString(authority.certificate()));
                awaitState(notifier, "STREAMING");
            }
        }
    }

    private StreamFixture fixture() throws Exception {
        StreamFixture fixture = new StreamFixture(pg, kafka.broker);
        fixture.execute("ALTER TABLE rows OWNER TO cdc", "GRANT CREATE ON DATABASE " + fixture.database + " TO cdc");
        fixture.role = ROLE;
        fixture.password = new Secret(PASSWORD);
        fixture.pgProperties = Map.of(
                "sslmode",
                "verify-full",
                "sslrootcert",
                authority.certificate().toString(),
                "channelBinding",
                "require");
        kafka.broker.createUser(SecureKafka.USER, PASSWORD_OF_KAFKA);
        kafka.grantWhatAStreamNeeds(fixture);
        fixture.kafkaProperties = SecureKafka.client(PASSWORD_OF_KAFKA, authority.certificate());
        return fixture;
    }

    private static void usePg(Issued identity) throws Exception {
        reload(
                "ALTER SYSTEM SET ssl_cert_file = '" + identity.certificate() + "'",
                "ALTER SYSTEM SET ssl_key_file = '" + identity.key() + "'");
    }

    /** Changed settings take effect for who connects from now on. */
    private static void reload(String... statements) throws Exception {
        pg.execute(PgServer.SUPERUSER, statements);
        pg.execute(PgServer.SUPERUSER, "SELECT pg_reload_conf()");
    }

    private static void close(AutoCloseable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
