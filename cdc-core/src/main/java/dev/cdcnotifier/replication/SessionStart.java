package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.TimelineHistory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;
import org.postgresql.replication.fluent.logical.ChainedLogicalStreamBuilder;
import org.postgresql.util.PSQLState;

/** Opens a replication connection and starts the stream on it. Stateless. */
final class SessionStart {

    /** Version 1 of the protocol sends a transaction only after it has committed. */
    private static final String PROTOCOL_VERSION = "1";

    private final SourceDatabase database;
    private final ReplicationSettings settings;

    SessionStart(SourceDatabase database, ReplicationSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    /** @throws SQLException 55006 when the slot is active for another session */
    ReplicationSession open(StreamPlan plan, Consumer<Lsn> confirmations, Consumer<SQLException> failures)
            throws SQLException {
        LinkWatch watch = new LinkWatch(settings.silenceLimit());
        try {
            Connection connection = database.replicationConnection(watch, settings.walSenderTimeout());
            requireSameServer(connection, plan.server());
            SlotPresence.announce(connection, settings.slot());
            PgReplicationStream stream = new PgReplicationStream(
                    connection,
                    start(connection.unwrap(PGConnection.class), plan),
                    watch,
                    plan.joinLimit(),
                    settings.silenceLimit().dividedBy(3),
                    confirmations,
                    failures);
            return new ReplicationSession(
                    plan, stream, connection.unwrap(PGConnection.class).getBackendPID());
        } catch (SQLException | RuntimeException e) {
            watch.cut();
            throw e;
        }
    }

    /** The history of the server's timeline; the first has none. */
    TimelineHistory history(int timeline) throws SQLException {
        if (timeline == 1) {
            return TimelineHistory.parse("");
        }
        LinkWatch watch = new LinkWatch(settings.silenceLimit());
        try (Connection connection = database.replicationConnection(watch, settings.walSenderTimeout());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
            row.next();
            return TimelineHistory.parse(row.getString("content"));
        }
    }

    private PGReplicationStream start(PGConnection connection, StreamPlan plan) throws SQLException {
        ChainedLogicalStreamBuilder builder = connection
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(settings.slot().value())
                .withStartPosition(LogSequenceNumber.valueOf(plan.resumeAt().value()))
                // Never the driver's own: it confirms positions whose changes are not delivered.
                .withAutomaticFlush(false)
                .withStatusInterval(Math.toIntExact(settings.walSenderTimeout().toMillis() / 4), TimeUnit.MILLISECONDS)
                .withSlotOption("proto_version", PROTOCOL_VERSION)
                .withSlotOption("publication_names", literalBody(PublicationName.optionValue(plan.publications())));
        if (settings.binary()) {
            builder.withSlotOption("binary", "true");
        }
        return builder.start();
    }

    /** The driver puts an option's value between single quotes as it is. */
    private static String literalBody(String value) {
        return value.replace("'", "''");
    }

    /** Between the checks and the stream a failover may have put another server at the address. */
    static void requireSameServer(Connection connection, ServerFacts planned) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
            row.next();
            ServerFacts found =
                    new ServerFacts(planned.versionNum(), row.getString("systemid"), row.getInt("timeline"));
            if (!found.sameHistory(planned)) {
                throw new SQLException(
                        "the server changed between the checks and the stream: " + planned + " became " + found,
                        PSQLState.CONNECTION_FAILURE.getState());
            }
        }
    }
}
