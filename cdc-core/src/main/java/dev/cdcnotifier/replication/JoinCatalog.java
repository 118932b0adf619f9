package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.SlotName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What joining publications asks the server and tells it. Stateless. */
final class JoinCatalog {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    /** Any id that was handed out before is smaller. A snapshot's xmax is not: it counts completed transactions only. */
    private static final String NEXT_TRANSACTION = "SELECT pg_catalog.pg_current_xact_id()::text::bigint";

    /** The snapshot is taken before the statement runs, so no transaction it counts as ended ends after the position. */
    private static final String HORIZON =
            """
            SELECT pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::text::bigint,
                   pg_catalog.pg_current_wal_insert_lsn()::text
            """;

    /** Whether the publication's row may be younger than some change that the slot still holds. */
    private static final String MAY_BE_YOUNGER =
            """
            SELECT pg_catalog.age(p.xmin) <= pg_catalog.age(s.catalog_xmin)
            FROM pg_catalog.pg_publication p, pg_catalog.pg_replication_slots s
            WHERE p.pubname = ? AND s.slot_name = ?
            """;

    private JoinCatalog() {}

    /**
     * Which transactions have ended, and where the log ended afterwards.
     *
     * @param oldest every transaction with a smaller id has ended; prepared ones count as running
     * @param walEnd where the next record goes: no transaction below {@code oldest} commits from here on
     */
    record Horizon(long oldest, Lsn walEnd) {}

    /** Writes the comment on a publication; returns false when this role may not. */
    static boolean comment(Connection connection, PublicationName name, String comment) throws SQLException {
        try (PreparedStatement compose = connection.prepareStatement(
                        "SELECT pg_catalog.format('COMMENT ON PUBLICATION %I IS %L', ?, ?)");
                Statement statement = connection.createStatement()) {
            compose.setString(1, name.value());
            compose.setString(2, comment);
            try (ResultSet sql = compose.executeQuery()) {
                sql.next();
                statement.execute(sql.getString(1));
            }
            return true;
        } catch (SQLException e) {
            if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    /** Whether the publication may have been made after a change that the slot still holds. */
    static boolean mayBeYounger(Connection connection, PublicationName name, SlotName slot) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(MAY_BE_YOUNGER)) {
            query.setString(1, name.value());
            query.setString(2, slot.value());
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** An id that every transaction that begins to write from now on exceeds, and none that began before. */
    static long nextTransaction(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(NEXT_TRANSACTION)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The horizon now. */
    static Horizon horizon(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(HORIZON)) {
            row.next();
            return new Horizon(row.getLong(1), Lsn.parse(row.getString(2)));
        }
    }
}
