package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.delivery.DeliveryException.Kind;
import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.supervision.Failure;
import dev.cdcnotifier.supervision.FailureKind;
import java.io.EOFException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

class FailureClassifierTest {

    private static final RowId ROW = new RowId(new Lsn(2_000), 3);

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
    void what_the_server_says_in_several_lines_is_one() {
        Failure failure = FailureClassifier.classify(
                new SQLException("ERROR: publication \"p\" does not exist\n  Where: slot \"s\"", "42704"));
        assertThat(failure.message())
                .isEqualTo("ERROR: publication \"p\" does not exist Where: slot \"s\" (SQLSTATE 42704)");
    }

    @Test
    void a_poison_row_halts_the_stream_at_that_row() {
        Failure failure = FailureClassifier.classify(
                new PoisonStopException(ROW, Map.of("seq", "3"), new PoisonRowException("scripted")));
        assertThat(failure.kind()).isEqualTo(FailureKind.HALT);
        assertThat(failure.obstacle()).isEqualTo(new HaltedRow(ROW));
        assertThat(failure.facts()).containsExactly(Map.entry("seq", "3"));
        assertThat(failure.remedies())
                .extracting(Remedy::text)
                .contains(Remedy.RESUME, Remedy.SKIP, Remedy.SKIP_TRANSACTION);
        assertThat(failure.message())
                .as("fields carry the rest")
                .isEqualTo(
                        "a row cannot become a message: scripted; nothing after it is sent and the slot stays before its"
                                + " transaction");
    }

    @Test
    void a_record_that_is_refused_for_what_it_is_halts_the_stream_at_its_row() {
        DeliveryException refused = new DeliveryException(Kind.REJECTED, "record_too_large", "scripted").of(ROW);
        Failure failure = FailureClassifier.classify(refused);
        assertThat(failure.kind()).isEqualTo(FailureKind.HALT);
        assertThat(failure.obstacle()).isEqualTo(new HaltedRow(ROW));
        assertThat(failure.message()).isEqualTo("scripted (row: commit_lsn=0/7D0 seq=3)");
    }

    @Test
    void no_row_stands_in_the_way_when_a_record_of_none_is_refused_or_when_it_may_be_taken_later() {
        assertThat(FailureClassifier.classify(new DeliveryException(Kind.REJECTED, "record_rejected", "scripted"))
                        .obstacle())
                .isNull();
        for (Kind kind : new Kind[] {Kind.TRANSIENT, Kind.NEEDS_OPERATOR, Kind.FENCED}) {
            assertThat(FailureClassifier.classify(new DeliveryException(kind, "scripted", "scripted").of(ROW))
                            .obstacle())
                    .isNull();
        }
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
