package dev.cdcnotifier.replication;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the server lets this role replicate. That the catalog says so is enough; that it does not is not: a managed server
 * may grant the right by membership in a role of its own, as Amazon's does with {@code rds_replication}. There the answer to
 * a replication connection decides, and only SQLSTATE 42501 is a refusal. One instance per slot; callable from any thread.
 */
final class ReplicationRight {

    private static final Logger log = LoggerFactory.getLogger(ReplicationRight.class);

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final SourceDatabase database;
    private final ReplicationSettings settings;

    /** Whether the server has let the role in: it is not asked again before it refuses it. */
    private volatile boolean isLetIn;

    private volatile ServerCheck.@Nullable Setup asked;

    ReplicationRight(SourceDatabase database, ReplicationSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    /** What there is to say when the server refuses; may open a replication connection for a moment. */
    Optional<Problem> problem(ServerCheck.Setup setup) {
        asked = setup;
        return setup.roleReplicates() || isLetIn || !isRefused()
                ? Optional.empty()
                : Optional.of(setup.mayNotReplicate());
    }

    /** To be told that a session was opened: what else could be asked. */
    void proven() {
        isLetIn = true;
    }

    /**
     * To be told of a failure of what only a role that may replicate is let do.
     *
     * @throws PreconditionException when it was a refusal; nothing happens otherwise
     */
    void heed(SQLException failure) throws PreconditionException {
        ServerCheck.Setup setup = asked;
        if (setup != null && isRefusal(failure)) {
            isLetIn = false;
            PreconditionException refused = new PreconditionException(List.of(setup.mayNotReplicate()));
            refused.initCause(failure);
            throw refused;
        }
    }

    /** Whether the server says with this that the role may not. */
    static boolean isRefusal(SQLException failure) {
        return INSUFFICIENT_PRIVILEGE.equals(failure.getSQLState());
    }

    /** Any other failure says nothing about the right: the session meets it again, and says what it is. */
    private boolean isRefused() {
        LinkWatch watch = new LinkWatch(settings.silenceLimit());
        try (Connection connection = database.replicationConnection(watch, settings.walSenderTimeout());
                Statement statement = connection.createStatement()) {
            statement.execute("IDENTIFY_SYSTEM");
            isLetIn = true;
            return false;
        } catch (SQLException e) {
            log.debug("cannot tell by a replication connection whether the role may replicate", e);
            return isRefusal(e);
        }
    }
}
