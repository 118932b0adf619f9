package dev.cdcnotifier.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PgServerTlsIT {

    private static CertificateAuthority authority;
    private static CertificateAuthority stranger;
    private static PgServer server;

    @BeforeAll
    static void setUp() throws SQLException {
        authority = CertificateAuthority.create();
        stranger = CertificateAuthority.create();
        server = PgServer.builder(17)
                .tls(authority.issue("127.0.0.1", "localhost"))
                .start();
        server.createReplicationRole("app", "secret");
    }

    @AfterAll
    static void tearDown() {
        if (server != null) {
            server.close();
        }
        stranger.close();
        authority.close();
    }

    @Test
    void a_role_comes_in_with_the_host_verified_and_its_channel_bound() throws SQLException {
        use(authority.issue("127.0.0.1"));
        try (Connection connection = connect("verify-full", authority.certificate());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getBoolean(1)).isTrue();
        }
    }

    @Test
    void without_TLS_a_role_is_refused() {
        assertThatThrownBy(() -> connect("disable", authority.certificate())).hasMessageContaining("no encryption");
    }

    @Test
    void a_stranger_s_certificate_is_refused() throws SQLException {
        use(stranger.issue("127.0.0.1"));
        assertThatThrownBy(() -> connect("verify-full", authority.certificate()))
                .hasRootCauseInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void an_expired_certificate_is_refused() throws SQLException {
        use(authority.issueExpired("127.0.0.1"));
        assertThatThrownBy(() -> connect("verify-full", authority.certificate()))
                .rootCause()
                .hasMessageContaining("NotAfter");
    }

    @Test
    void a_certificate_of_another_host_is_refused() throws SQLException {
        use(authority.issue("other.example"));
        assertThatThrownBy(() -> connect("verify-full", authority.certificate()))
                .hasMessageContaining("127.0.0.1");
        connect("verify-ca", authority.certificate()).close();
    }

    private static void use(CertificateAuthority.Issued identity) throws SQLException {
        server.execute(
                PgServer.SUPERUSER,
                "ALTER SYSTEM SET ssl_cert_file = '" + identity.certificate() + "'",
                "ALTER SYSTEM SET ssl_key_file = '" + identity.key() + "'");
        server.restart();
    }

    private static Connection connect(String mode, Path trusted) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "app");
        properties.setProperty("password", "secret");
        properties.setProperty("sslmode", mode);
        properties.setProperty("sslrootcert", trusted.toString());
        if (!mode.equals("disable")) {
            properties.setProperty("channelBinding", "require");
        }
        return DriverManager.getConnection(server.jdbcUrl("postgres"), properties);
    }
}
