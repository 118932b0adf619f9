package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.supervision.Failure;
import dev.cdcnotifier.supervision.FailureKind;
import java.io.EOFException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

class FailureClassifierTest {

    @ParameterizedTest
    @CsvSource({
        "08006, TRANSIENT",
        "08001, TRANSIENT",
        "08P01, TRANSIENT",
        "57P01, TRANSIENT",
        "57P02, TRANSIENT",
        "57P03, TRANSIENT",
        "57014, TRANSIENT",
        "55P03, TRANSIENT",
        "40001, TRANSIENT",
        "40P01, TRANSIENT",
        "53300, TRANSIENT",
        "53100, TRANSIENT",
        "XX000, TRANSIENT",
        "23505, TRANSIENT",
        "42710, TRANSIENT",
        ", TRANSIENT",
        "55006, BUSY",
        "42704, TRANSIENT",
        "42501, NEEDS_OPERATOR",
        "28P01, NEEDS_OPERATOR",
        "28000, NEEDS_OPERATOR",
        "08004, NEEDS_OPERATOR",
        "58P01, NEEDS_OPERATOR",
        "55000, NEEDS_OPERATOR",
        "42601, BUG",
        "22023, BUG"
    })
    void a_sqlstate_asks_for(String state, FailureKind kind) {
        assertThat(FailureClassifier.classify(new SQLException("scripted", state))
                        .kind())
                .isEqualTo(kind);
    }

    @Test
    void a_certificate_that_is_not_trusted_needs_an_operator() {
        SSLHandshakeException handshake = new SSLHandshakeException("PKIX path building failed");
        handshake.initCause(new CertificateException("unable to find valid certification path"));
        Failure failure = FailureClassifier.classify(
                new PSQLException("SSL error: PKIX path building failed", PSQLState.CONNECTION_FAILURE, handshake));
        assertThat(failure.kind()).isEqualTo(FailureKind.NEEDS_OPERATOR);
        assertThat(failure.reason()).isEqualTo("postgres_tls");
    }

    @Test
    void a_connection_that_ends_inside_of_a_tls_handshake_is_transient() {
        SSLHandshakeException handshake = new SSLHandshakeException("Remote host terminated the handshake");
        handshake.initCause(new EOFException("SSL peer shut down incorrectly"));
        Failure failure =
                FailureClassifier.classify(new PSQLException("SSL error", PSQLState.CONNECTION_FAILURE, handshake));
        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
    }

    @Test
    void a_certificate_for_another_host_needs_an_operator() {
        Failure failure = FailureClassifier.classify(new PSQLException(
                "The hostname db could not be verified by hostnameverifier PgjdbcHostnameVerifier.",
                PSQLState.CONNECTION_FAILURE));
        assertThat(failure.reason()).isEqualTo("postgres_tls");
    }
}
