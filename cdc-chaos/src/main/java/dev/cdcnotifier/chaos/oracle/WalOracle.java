package dev.cdcnotifier.chaos.oracle;

import dev.cdcnotifier.testkit.progressor.ConnectionSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A second replica, with a slot and a decoder of its own: lists every transaction the server has committed. After a lost
 * connection it lists some again. One thread.
 */
public final class WalOracle implements AutoCloseable {

    private static final String NAME = "chaos_oracle";

    private final ConnectionSource connections;
    private final Map<String, String> statuses = new HashMap<>();
    private @Nullable Connection connection;

    /** Everything before it was read over this connection, and the slot has not been told yet. */
    private @Nullable String read;

    /** Reads from a slot that {@link #create} has made. */
    public WalOracle(ConnectionSource connections) {
        this.connections = connections;
    }

    /** Makes publication and slot; what is committed from now on is listed. */
    public static void create(Connection connection, List<String> quotedTables) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE PUBLICATION " + NAME + " FOR TABLE " + String.join(", ", quotedTables));
            // Where a standby can have it, it does, so that nothing is missed after a failover.
            String failover = connection.getMetaData().getDatabaseMajorVersion() >= 17 ? ", failover => true" : "";
            statement.execute("SELECT pg_create_logical_replication_slot('" + NAME + "', 'pgoutput'" + failover + ")");
        }
    }

    /**
     * Everything that was committed since this was last asked, up to now. The slot moves on with the next call: were it to
     * move with this one, what a server sends while it shuts down could be lost on the way.
     */
    public List<Transaction> read() throws SQLException {
        WalMessages messages = new WalMessages(statuses);
        try (Statement statement = open().createStatement()) {
            letGo(statement);
            String end = ask(statement, "SELECT pg_current_wal_flush_lsn()");
            try (ResultSet rows = statement.executeQuery("SELECT data FROM pg_logical_slot_peek_binary_changes('" + NAME
                    + "', '" + end + "', NULL, 'proto_version', '1', 'publication_names', '" + NAME + "')")) {
                while (rows.next()) {
                    messages.read(rows.getBytes(1));
                }
            }
            read = end;
            return messages.take();
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    private void letGo(Statement statement) throws SQLException {
        if (read != null) {
            ask(statement, "SELECT pg_replication_slot_advance('" + NAME + "', '" + read + "')");
            read = null;
        }
    }

    private static String ask(Statement statement, String question) throws SQLException {
        try (ResultSet row = statement.executeQuery(question)) {
            row.next();
            return row.getString(1);
        }
    }

    private Connection open() throws SQLException {
        Connection there = connection;
        if (there == null) {
            there = connections.open();
            connection = there;
            try (Statement statement = there.createStatement()) {
                statement.execute("SET TimeZone = 'UTC'");
                statement.execute("SET DateStyle = 'ISO'");
                statement.execute("SET bytea_output = 'hex'");
            }
        }
        return there;
    }

    @Override
    public void close() throws SQLException {
        if (connection != null) {
            Connection old = connection;
            connection = null;
            // Another server may be behind it.
            read = null;
            old.close();
        }
    }
}
