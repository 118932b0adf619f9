package dev.cdcnotifier.replication;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much room the server has for another stream, and how long it keeps its log for a slot.
 *
 * @param slots how many replication slots there are
 * @param maxSlots how many there can be ({@code max_replication_slots})
 * @param walSenders how many replication connections there are
 * @param maxWalSenders how many there can be ({@code max_wal_senders})
 * @param slotWalKept {@code max_slot_wal_keep_size} as the server shows it; -1 is no limit
 * @param idleSlotTimeout {@code idle_replication_slot_timeout} as the server shows it; null before PostgreSQL 18
 * @param clockAhead how far the server's clock is before this machine's; negative when it is behind
 * @param clockDoubt how wrong that can be: half of what the question took
 */
record ServerLimits(
        int slots,
        int maxSlots,
        int walSenders,
        int maxWalSenders,
        String slotWalKept,
        @Nullable String idleSlotTimeout,
        Duration clockAhead,
        Duration clockDoubt) {

    /** Sessions of other roles show as rows without details, so everybody can count them. */
    private static final String LIMITS =
            """
            SELECT (SELECT count(*) FROM pg_catalog.pg_replication_slots)::int,
                   pg_catalog.current_setting('max_replication_slots')::int,
                   (SELECT count(*) FROM pg_catalog.pg_stat_replication)::int,
                   pg_catalog.current_setting('max_wal_senders')::int,
                   pg_catalog.current_setting('max_slot_wal_keep_size'),
                   pg_catalog.current_setting('idle_replication_slot_timeout', true)
            """;

    /** On its own: the less a question takes, the better the answer. */
    private static final String CLOCK = "SELECT (extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)::bigint";

    /** Whether no further replication connection would be let in. */
    boolean isOutOfWalSenders() {
        return walSenders >= maxWalSenders;
    }

    static ServerLimits read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Instant asked = Instant.now();
            Instant server;
            try (ResultSet row = statement.executeQuery(CLOCK)) {
                row.next();
                server = Instant.ofEpochMilli(row.getLong(1));
            }
            Duration doubt = Duration.between(asked, Instant.now()).dividedBy(2);
            try (ResultSet row = statement.executeQuery(LIMITS)) {
                row.next();
                return new ServerLimits(
                        row.getInt(1),
                        row.getInt(2),
                        row.getInt(3),
                        row.getInt(4),
                        row.getString(5),
                        row.getString(6),
                        Duration.between(asked.plus(doubt), server),
                        doubt);
            }
        }
    }
}
