package dev.cdcnotifier.chaos.oracle;

import dev.cdcnotifier.chaos.oracle.Findings.Invariant;
import dev.cdcnotifier.testkit.progressor.ConnectionSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks how far the slots are confirmed, and whether what a session reports ever goes back. One thread. */
final class SlotSampler implements AutoCloseable {

    private static final String QUESTION =
            """
            SELECT s.slot_name, s.confirmed_flush_lsn - '0/0'::pg_lsn, r.pid, r.flush_lsn - '0/0'::pg_lsn
            FROM pg_replication_slots s LEFT JOIN pg_stat_replication r ON r.pid = s.active_pid
            WHERE s.slot_name <> 'chaos_oracle' AND s.confirmed_flush_lsn IS NOT NULL
            """;

    private final ConnectionSource connections;
    private final Findings findings;
    private final Map<Integer, Long> reported = new HashMap<>();
    private @Nullable Connection connection;

    /** A slot's confirmed position at a moment. */
    record Sample(String slot, long confirmed) {}

    SlotSampler(ConnectionSource connections, Findings findings) {
        this.connections = connections;
        this.findings = findings;
    }

    List<Sample> sample() throws SQLException {
        List<Sample> samples = new ArrayList<>();
        try (Statement statement = open().createStatement();
                ResultSet rows = statement.executeQuery(QUESTION)) {
            while (rows.next()) {
                samples.add(new Sample(rows.getString(1), rows.getLong(2)));
                int pid = rows.getInt(3);
                long flushed = rows.getLong(4);
                if (!rows.wasNull() && flushed < reported.getOrDefault(pid, 0L)) {
                    findings.add(
                            Invariant.CONFIRM,
                            "a session of slot " + rows.getString(1) + " reported a position and then one before it");
                }
                reported.put(pid, flushed);
            }
            return samples;
        } catch (SQLException e) {
            // Process numbers begin anew with the next server.
            reported.clear();
            close();
            throw e;
        }
    }

    private Connection open() throws SQLException {
        Connection there = connection;
        if (there == null) {
            there = connections.open();
            connection = there;
        }
        return there;
    }

    @Override
    public void close() throws SQLException {
        if (connection != null) {
            Connection old = connection;
            connection = null;
            old.close();
        }
    }
}
