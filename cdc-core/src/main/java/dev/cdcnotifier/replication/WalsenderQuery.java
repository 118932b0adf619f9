package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.replication.WalsenderLook.Standby;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks what a stream's walsender does. Needs no right beyond the stream's own: every role sees the wait events of its own
 * sessions, though not their rows of {@code pg_stat_replication}. Stateless; callable from any thread.
 */
final class WalsenderQuery {

    private static final String LOOK =
            """
            SELECT pg_catalog.pg_current_wal_flush_lsn()::text, a.wait_event_type, a.wait_event,
                   (SELECT s.spill_bytes FROM pg_catalog.pg_stat_replication_slots s WHERE s.slot_name = ?)
            FROM pg_catalog.pg_stat_get_activity(?) a
            """;

    private static final String BLOCKERS =
            """
            SELECT pg_catalog.concat_ws(', ', 'pid ' || b.pid, 'application ' || NULLIF(a.application_name, ''),
                                        'in a transaction since '
                                            || pg_catalog.date_trunc('second', a.xact_start AT TIME ZONE 'UTC') || ' UTC')
            FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids(?)) b(pid)
            LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid
            ORDER BY b.pid
            """;

    /** As the server splits the list: by commas, the names in quotes or not. */
    private static final String STANDBYS =
            """
            SELECT n.name, s.slot_name IS NOT NULL, coalesce(s.active, false)
            FROM (SELECT pg_catalog.btrim(e.name, ' "') AS name, e.at
                  FROM pg_catalog.unnest(pg_catalog.string_to_array(
                           pg_catalog.current_setting('synchronized_standby_slots', true), ','))
                       WITH ORDINALITY e(name, at)) n
            LEFT JOIN pg_catalog.pg_replication_slots s ON s.slot_name = n.name
            WHERE n.name <> '' ORDER BY n.at
            """;

    private WalsenderQuery() {}

    /** Null when the session is gone. */
    static @Nullable WalsenderLook look(Connection connection, SlotName slot, int pid) throws SQLException {
        WalsenderLook look = brief(connection, slot, pid);
        if (look == null || !look.waitsForLock() && !look.waitsForStandby()) {
            return look;
        }
        return new WalsenderLook(
                look.walEnd(),
                look.eventType(),
                look.event(),
                look.spilledBytes(),
                look.waitsForLock() ? blockers(connection, pid) : List.of(),
                look.waitsForStandby() ? standbys(connection) : List.of());
    }

    private static @Nullable WalsenderLook brief(Connection connection, SlotName slot, int pid) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LOOK)) {
            query.setString(1, slot.value());
            query.setInt(2, pid);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? new WalsenderLook(
                                Lsn.parse(row.getString(1)),
                                orEmpty(row.getString(2)),
                                orEmpty(row.getString(3)),
                                row.getLong(4),
                                List.of(),
                                List.of())
                        : null;
            }
        }
    }

    private static List<String> blockers(Connection connection, int pid) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(BLOCKERS)) {
            query.setInt(1, pid);
            List<String> blockers = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    blockers.add(row.getString(1));
                }
            }
            return blockers;
        }
    }

    private static List<Standby> standbys(Connection connection) throws SQLException {
        List<Standby> standbys = new ArrayList<>();
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery(STANDBYS)) {
            while (row.next()) {
                standbys.add(new Standby(row.getString(1), row.getBoolean(2), row.getBoolean(3)));
            }
        }
        return standbys;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
