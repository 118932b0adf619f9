package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.SlotName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads, makes and moves one logical replication slot. Stateless; callable from any thread. */
final class ReplicationSlots {

    /** Columns that not every version has are read through JSON: there they are null. */
    private static final String SLOT =
            """
            SELECT s.slot_type, s.plugin, s.database, s.database = pg_catalog.current_database(), s.temporary,
                   s.two_phase, s.wal_status, s.safe_wal_size, s.active_pid,
                   s.confirmed_flush_lsn::text, s.restart_lsn::text, pg_catalog.pg_current_wal_lsn()::text,
                   j.slot ->> 'invalidation_reason', (j.slot ->> 'conflicting')::boolean,
                   (j.slot ->> 'failover')::boolean,
                   pg_catalog.concat_ws(', ', 'pid ' || s.active_pid, 'application ' || a.application_name,
                                        'client ' || pg_catalog.host(a.client_addr))
            FROM pg_catalog.pg_replication_slots s
            CROSS JOIN LATERAL (SELECT pg_catalog.to_jsonb(s)) AS j(slot)
            LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = s.active_pid
            WHERE s.slot_name = ?
            """;

    private static final String DUPLICATE_OBJECT = "42710";

    private ReplicationSlots() {}

    /**
     * A slot that exists.
     *
     * @param holder who streams it, for people
     * @param failover whether it is synchronised to standbys; null before PostgreSQL 17
     */
    record Slot(
            boolean logical,
            @Nullable String plugin,
            @Nullable String database,
            boolean here,
            boolean temporary,
            boolean twoPhase,
            @Nullable String invalidation,
            @Nullable Boolean failover,
            String holder,
            SlotStatus status) {

        boolean active() {
            return status.activePid().isPresent();
        }

        /** Whether somebody is making it just now: it is gone again when that is given up. */
        boolean isBeingMade() {
            return logical && active() && status.confirmedFlush().equals(Lsn.NONE);
        }
    }

    static Optional<Slot> read(Connection connection, SlotName name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SLOT)) {
            query.setString(1, name.value());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(slot(row)) : Optional.empty();
            }
        }
    }

    /** What makes the slot unusable for this stream, or nothing. */
    static List<Problem> problems(SlotName name, Slot slot) {
        List<Problem> problems = new ArrayList<>();
        if (slot.invalidation() != null) {
            problems.add(new Problem(
                    Reason.SLOT_LOST,
                    "slot " + name + " is invalidated (" + slot.invalidation()
                            + "): the server no longer has the changes after "
                            + slot.status().confirmedFlush()
                            + ". This is final; to go on without them, drop the slot, then resume the stream, which makes a new one",
                    dropSql(name)));
        }
        String wrong = wrong(slot);
        if (wrong != null) {
            problems.add(new Problem(
                    Reason.SLOT_WRONG,
                    "slot " + name + " " + wrong
                            + "; give the stream another slot, or drop this one if nobody needs it"));
        }
        return problems;
    }

    /** Makes the slot; another process that made it first is as good. Waits for the transactions that are open now. */
    static void create(Connection unhurried, ServerFacts server, SlotName name, boolean failover) throws SQLException {
        try (PreparedStatement call = unhurried.prepareStatement(createSql(server, name, failover))) {
            call.execute();
        } catch (SQLException e) {
            if (!DUPLICATE_OBJECT.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    static String createSql(ServerFacts server, SlotName name, boolean failover) {
        boolean say = failover && server.major() >= 17;
        return "SELECT pg_catalog.pg_create_logical_replication_slot('" + name + "', 'pgoutput', false, false"
                + (say ? ", true" : "") + ");";
    }

    /** Moves an inactive slot forward, over all changes that committed before the position. May take long. */
    static void advance(Connection unhurried, SlotName name, Lsn position) throws SQLException {
        try (PreparedStatement call =
                unhurried.prepareStatement("SELECT pg_catalog.pg_replication_slot_advance(?, ?::pg_lsn)")) {
            call.setString(1, name.value());
            call.setString(2, position.toString());
            call.execute();
        }
    }

    static String dropSql(SlotName name) {
        return "SELECT pg_catalog.pg_drop_replication_slot('" + name + "');";
    }

    private static @Nullable String wrong(Slot slot) {
        if (!slot.logical()) {
            return "is a physical one";
        }
        if (!"pgoutput".equals(slot.plugin())) {
            return "uses the output plugin " + slot.plugin() + ", not pgoutput";
        }
        if (!slot.here()) {
            return "belongs to database " + slot.database();
        }
        if (slot.temporary()) {
            return "is a temporary one";
        }
        if (slot.twoPhase()) {
            return "decodes prepared transactions before they commit (two_phase)";
        }
        return null;
    }

    private static Slot slot(ResultSet row) throws SQLException {
        String walStatus = row.getString(7);
        String invalidation = row.getString(13);
        if (invalidation == null && "lost".equals(walStatus)) {
            invalidation = "wal_status lost";
        }
        if (invalidation == null && row.getBoolean(14)) {
            invalidation = "conflicts with recovery";
        }
        long safe = row.getLong(8);
        OptionalLong safeWalSize = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(safe);
        int pid = row.getInt(9);
        OptionalInt activePid = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(pid);
        SlotStatus status = new SlotStatus(
                lsn(row.getString(10)),
                lsn(row.getString(11)),
                walStatus == null ? "" : walStatus,
                safeWalSize,
                activePid,
                Lsn.parse(row.getString(12)));
        return new Slot(
                "logical".equals(row.getString(1)),
                row.getString(2),
                row.getString(3),
                row.getBoolean(4),
                row.getBoolean(5),
                row.getBoolean(6),
                invalidation,
                (Boolean) row.getObject(15),
                row.getString(16),
                status);
    }

    private static Lsn lsn(@Nullable String text) {
        return text == null ? Lsn.NONE : Lsn.parse(text);
    }
}
