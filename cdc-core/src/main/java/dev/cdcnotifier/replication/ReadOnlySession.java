package dev.cdcnotifier.replication;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells why a server refused to write: it is a standby, or a primary that makes its sessions read-only although ours ask
 * for the contrary. The refusal itself does not say. Stateless; callable from any thread.
 */
final class ReadOnlySession {

    private static final Logger LOG = LoggerFactory.getLogger(ReadOnlySession.class);

    private static final String READ_ONLY_SQL_TRANSACTION = "25006";

    private ReadOnlySession() {}

    /**
     * Does nothing about any other failure, nor when the server cannot be asked.
     *
     * @throws PreconditionException when the server refused to write
     */
    static void explain(SourceDatabase database, SQLException failure) throws PreconditionException {
        if (!READ_ONLY_SQL_TRANSACTION.equals(failure.getSQLState())) {
            return;
        }
        PreconditionException explained;
        try (Connection connection = database.connection()) {
            explained = new PreconditionException(
                    List.of(ServerCheck.setup(connection).standbyProblem().orElseGet(ReadOnlySession::primaryProblem)));
        } catch (SQLException e) {
            LOG.debug("cannot ask whether the server that refused to write is a standby", e);
            return;
        }
        explained.initCause(failure);
        throw explained;
    }

    private static Problem primaryProblem() {
        return new Problem(
                Reason.READ_ONLY,
                "the server is a primary and lets this session only read, although the session has set"
                        + " default_transaction_read_only to off: an extension or a login trigger changes it back, or a"
                        + " managed server accepts no writes since its disk is full; see SELECT name, setting, source"
                        + " FROM pg_settings WHERE name LIKE '%read_only'");
    }
}
