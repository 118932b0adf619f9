package dev.cdcnotifier.testkit.progressor;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The server process behind a connection; its start tells it from a later one of the same number. */
record Backend(int pid, Timestamp startedAt) {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    static Backend of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()")) {
            row.next();
            Backend backend = new Backend(row.getInt(1), row.getTimestamp(2));
            connection.rollback();
            return backend;
        }
    }

    /** Returns when that process is gone, so that what it did is settled; its connection has been lost before. */
    void awaitEnd(Connection other) throws SQLException {
        try (PreparedStatement statement =
                other.prepareStatement("SELECT 1 FROM pg_stat_activity WHERE pid = ? AND backend_start = ?")) {
            statement.setInt(1, pid);
            statement.setTimestamp(2, startedAt);
            boolean exists = true;
            while (exists) {
                try (ResultSet row = statement.executeQuery()) {
                    exists = row.next();
                }
                // The view is fixed within a transaction.
                other.rollback();
                if (exists) {
                    LockSupport.parkNanos(POLL_NANOS);
                }
            }
        }
    }
}
