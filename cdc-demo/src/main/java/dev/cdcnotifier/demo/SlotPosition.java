package dev.cdcnotifier.demo;

import dev.cdcnotifier.testkit.PgServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Asks PostgreSQL where the slot stands. One thread. */
final class SlotPosition implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement query;

    SlotPosition(PgServer server) throws SQLException {
        connection = server.connect(DemoDatabase.NAME);
        query = connection.prepareStatement(
                "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '" + DemoDatabase.SLOT + '\'');
    }

    /** {@code confirmed_flush_lsn}: PostgreSQL may forget the log before it. */
    String confirmed() throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            return row.next() ? row.getString(1) : "no slot";
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
