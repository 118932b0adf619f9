package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.SlotName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How the runners of one slot know of each other: each that streams it, and each that stands by for one that does, holds
 * a shared advisory lock of the slot's name, which ends with its session however that ends. Needs no right, waits for
 * nothing, and keeps nobody out. Stateless; see <a
 * href="https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS">Advisory Locks</a>.
 */
final class SlotPresence {

    /** The first of the lock's two keys: the letters "cdc" and a version. The second is the name's hash. */
    private static final int KEY = 0x63646301;

    private static final String HOLDERS =
            """
            SELECT l.pid
            FROM pg_catalog.pg_locks l
            JOIN pg_catalog.pg_database d ON d.oid = l.database AND d.datname = pg_catalog.current_database()
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
              AND l.classid::bigint = ? AND l.objid::bigint = ?
            """;

    private SlotPresence() {}

    /**
     * Shows the session to the slot's other runners for as long as it lasts. Also on a replication connection.
     *
     * @return the session's backend
     */
    static int announce(Connection connection, SlotName slot) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_backend_pid(),"
                        + " pg_catalog.pg_try_advisory_lock_shared(" + KEY + ", " + hash(slot) + ")")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** The backends that stream the slot or stand by for it, those of this process too. */
    static Set<Integer> holders(Connection connection, SlotName slot) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(HOLDERS)) {
            query.setLong(1, Integer.toUnsignedLong(KEY));
            query.setLong(2, Integer.toUnsignedLong(hash(slot)));
            Set<Integer> pids = new HashSet<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    pids.add(row.getInt(1));
                }
            }
            return pids;
        }
    }

    /** Whether the backend that streams the slot is a runner's. */
    static boolean isRunner(Connection connection, SlotName slot, OptionalInt backend) throws SQLException {
        return backend.isPresent() && holders(connection, slot).contains(backend.getAsInt());
    }

    private static int hash(SlotName slot) {
        return slot.value().hashCode();
    }
}
