package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.change.UnusableRelationException;
import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.pgoutput.PgOutputException;
import dev.cdcnotifier.pgoutput.UnreadableColumnException;
import dev.cdcnotifier.replication.ConnectionPoolerException;
import dev.cdcnotifier.replication.PreconditionException;
import dev.cdcnotifier.replication.Reason;
import dev.cdcnotifier.replication.SlotBusyException;
import dev.cdcnotifier.supervision.Failure;
import dev.cdcnotifier.supervision.FailureKind;
import dev.cdcnotifier.tls.CertificateFault;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * The single table from exception to what it asks for. Keep the list narrow: an exception nobody thought of is a bug.
 * PostgreSQL's errors are told apart by SQLSTATE, never by their translated texts; see <a
 * href="https://www.postgresql.org/docs/current/errcodes-appendix.html">Error Codes</a>.
 */
public final class FailureClassifier {

    private static final int MAX_CAUSES = 16;

    /** The driver puts details on lines of their own; a message is one line, in the log too. */
    private static final Pattern LINE_END = Pattern.compile("\\s*\\R\\s*");

    /** A standby is promoted in a failover; old transactions end. */
    private static final Set<Reason> HEALS_BY_ITSELF = Set.of(Reason.JOIN_WAITING, Reason.NOT_PRIMARY);

    private FailureClassifier() {}

    /** What a failure of a slot's worker asks for. Never throws. */
    public static Failure classify(Throwable cause) {
        if (cause instanceof PreconditionException e) {
            boolean healsByItself = HEALS_BY_ITSELF.contains(e.reason());
            return new Failure(
                    healsByItself ? FailureKind.TRANSIENT : FailureKind.NEEDS_OPERATOR,
                    e.reason().code(),
                    text(e));
        }
        if (cause instanceof SlotBusyException) {
            return new Failure(FailureKind.BUSY, "slot_busy", text(cause));
        }
        if (cause instanceof PoisonStopException e) {
            return new Failure(
                    FailureKind.HALT, "poison_row", text(e), new HaltedRow(e.row()), e.facts(), HaltRemedies.POISON);
        }
        if (cause instanceof UnusableRelationException || cause instanceof UnreadableColumnException) {
            // WAL that is written keeps the table as it was: looking again would only send earlier rows again.
            return new Failure(FailureKind.HALT, "relation_unusable", text(cause));
        }
        if (cause instanceof DeliveryException e) {
            return delivery(e);
        }
        if (cause instanceof ConnectionPoolerException) {
            return operator("connection_pooler", text(cause));
        }
        if (cause instanceof SQLException e) {
            return sql(e);
        }
        if (cause instanceof UnreadableStreamException) {
            return new Failure(FailureKind.HALT, "malformed_message", text(cause));
        }
        if (cause instanceof UndecodableChangeException e) {
            return undecodable(e);
        }
        if (cause instanceof PgOutputException) {
            return new Failure(FailureKind.BUG, "malformed_message", text(cause));
        }
        if (cause instanceof InterruptedException) {
            return new Failure(FailureKind.TRANSIENT, "interrupted", "interrupted while working");
        }
        return new Failure(FailureKind.BUG, "unexpected", cause.getClass().getName() + ": " + text(cause));
    }

    /** A record that is refused for what it is stops the stream at the row that it was made of. */
    private static Failure delivery(DeliveryException e) {
        RowId row = e.kind() == DeliveryException.Kind.REJECTED ? e.row() : null;
        return row == null
                ? new Failure(kindOf(e.kind()), e.reason(), text(e))
                : new Failure(
                        kindOf(e.kind()),
                        e.reason(),
                        text(e),
                        new HaltedRow(row),
                        HaltRemedies.position(row),
                        HaltRemedies.REJECTED);
    }

    private static Failure undecodable(UndecodableChangeException e) {
        OpenTransaction in = e.transaction();
        UndecodableTransaction skippable =
                e.isFinal() && in != null ? new UndecodableTransaction(in.commitLsn(), in.rows()) : null;
        return new Failure(
                e.isFinal() ? FailureKind.HALT : FailureKind.TRANSIENT,
                UndecodableChangeException.REASON,
                text(e),
                skippable,
                e.facts(),
                skippable == null ? List.of() : HaltRemedies.UNDECODABLE);
    }

    private static FailureKind kindOf(DeliveryException.Kind kind) {
        return switch (kind) {
            case TRANSIENT -> FailureKind.TRANSIENT;
            case NEEDS_OPERATOR -> FailureKind.NEEDS_OPERATOR;
            // Replaying sends the transaction's earlier rows again, and the record is refused again.
            case REJECTED -> FailureKind.HALT;
            case FENCED -> FailureKind.BUSY;
        };
    }

    private static Failure sql(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String message = LINE_END.matcher(text(e)).replaceAll(" ")
                + unknownHost(e)
                + (state.isEmpty() ? "" : " (SQLSTATE " + state + ")");
        return switch (state) {
            case "55006" -> new Failure(FailureKind.BUSY, "slot_busy", message);
            // A publication younger than the changes, or one that is gone: preparing the next session tells which.
            case "42704" -> new Failure(FailureKind.TRANSIENT, "object_missing", message);
            case "55000" -> operator("slot_unusable", message + "; see pg_replication_slots");
            case "58P01" ->
                operator("wal_removed", message + "; the slot's WAL is gone for good, see pg_replication_slots");
            case "42501" -> operator("privilege_missing", message + "; grant the role what it lacks");
            case "3D000" ->
                operator(
                        "database_missing",
                        message + "; make it (CREATE DATABASE, as a superuser), or set the name of one that exists");
            case "25006" ->
                new Failure(
                        FailureKind.TRANSIENT,
                        "not_primary",
                        message + "; the server could not be asked whether it is a standby");
            case "55P03" ->
                new Failure(FailureKind.TRANSIENT, "table_locked", message + "; see pg_locks for who holds the table");
            // Two that start together make the same publication or slot: it is there, then.
            case "42710" -> new Failure(FailureKind.TRANSIENT, "made_by_another", message);
            case "08004" ->
                operator("postgres_login", message + "; check the sslmode, the authentication method and pg_hba.conf");
            default ->
                isDistrusted(e)
                        ? operator("postgres_tls", message + "; " + certificateAdvice(e))
                        : byClass(state, message);
        };
    }

    /** The driver says only that the attempt failed. */
    private static String unknownHost(SQLException e) {
        return e.getCause() instanceof UnknownHostException host ? " Unknown host: " + host.getMessage() : "";
    }

    /** The driver says 08006 of a server that shows the wrong certificate as it does of one that is gone. */
    private static boolean isDistrusted(SQLException e) {
        Throwable cause = e;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof GeneralSecurityException || cause instanceof SSLPeerUnverifiedException) {
                return true;
            }
            cause = cause.getCause();
        }
        return isOtherHost(e);
    }

    /** Without a cause and in the user's language; but the verifier's class is named in all of them. */
    private static boolean isOtherHost(SQLException e) {
        return text(e).contains("HostnameVerifier");
    }

    private static String certificateAdvice(SQLException e) {
        Optional<CertificateFault> fault =
                isOtherHost(e) ? Optional.of(CertificateFault.OTHER_HOST) : CertificateFault.of(e);
        return fault.map(found -> switch (found) {
                    case UNTRUSTED ->
                        "the server's certificate is not signed by the authority in sslrootcert; put the right one"
                                + " there, or look at who answers";
                    case OTHER_HOST ->
                        "the server's certificate is for another host; connect by a name it has, or issue it anew";
                    case OUT_OF_DATE ->
                        "a certificate of the server has expired or is not valid yet; renew it, and check the clocks";
                })
                .orElse("check sslmode, sslrootcert and the server's certificate");
    }

    private static Failure byClass(String state, String message) {
        if (state.startsWith("28")) {
            return operator("postgres_authentication", message + "; check username, password and pg_hba.conf");
        }
        if (state.startsWith("42") || state.startsWith("22")) {
            return new Failure(FailureKind.BUG, "postgres_refused", message);
        }
        // Connections (08), resources (53), shutdown and start (57), and no state at all: the network.
        return new Failure(FailureKind.TRANSIENT, "postgres_unavailable", message);
    }

    private static Failure operator(String reason, String message) {
        return new Failure(FailureKind.NEEDS_OPERATOR, reason, message);
    }

    private static String text(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
