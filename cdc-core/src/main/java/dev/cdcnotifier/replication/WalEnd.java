package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The end of the server's WAL on disk.
 *
 * @param position the end, as it was then
 * @param readAt when the server was asked, by our clock
 */
public record WalEnd(Lsn position, Instant readAt) {

    /** A standby, which cannot be streamed from, has an end of its own: it says nothing of the primary's. */
    private static final String END =
            """
            SELECT CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_current_wal_flush_lsn() END::text
            """;

    /** Asks the server; null on a standby. */
    static @Nullable WalEnd read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(END)) {
            row.next();
            String position = row.getString(1);
            return position == null ? null : new WalEnd(Lsn.parse(position), Instant.now());
        }
    }
}
