package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.SlotName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * How much room the server has for another stream, and how long it keeps its log for a slot.
 *
 * @param missing how many of the configured streams' slots do not exist
 * @param unstreamed how many of them nobody streams now, existing or not
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
        int missing,
        int unstreamed,
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
            WITH own AS (
                SELECT s.slot_name AS found, s.active
                FROM unnest(?::text[]) AS w(name) LEFT JOIN pg_catalog.pg_replication_slots s ON s.slot_name = w.name)
            SELECT (SELECT count(*) FILTER (WHERE own.found IS NULL) FROM own)::int,
                   (SELECT count(*) FILTER (WHERE own.active IS NOT TRUE) FROM own)::int,
                   (SELECT count(*) FROM pg_catalog.pg_replication_slots)::int,
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
        return freeWalSenders() <= 0;
    }

    int freeWalSenders() {
        return maxWalSenders - walSenders;
    }

    int freeSlots() {
        return maxSlots - slots;
    }

    /** @param streams the slots of the configured streams that share the server */
    static ServerLimits read(Connection connection, Collection<SlotName> streams) throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement limits = connection.prepareStatement(LIMITS)) {
            Instant asked = Instant.now();
            Instant server;
            try (ResultSet row = statement.executeQuery(CLOCK)) {
                row.next();
                server = Instant.ofEpochMilli(row.getLong(1));
            }
            Duration doubt = Duration.between(asked, Instant.now()).dividedBy(2);
            limits.setArray(
                    1,
                    connection.createArrayOf(
                            "text", streams.stream().map(SlotName::value).toArray()));
            try (ResultSet row = limits.executeQuery()) {
                row.next();
                return new ServerLimits(
                        row.getInt(1),
                        row.getInt(2),
                        row.getInt(3),
                        row.getInt(4),
                        row.getInt(5),
                        row.getInt(6),
                        row.getString(7),
                        row.getString(8),
                        Duration.between(asked.plus(doubt), server),
                        doubt);
            }
        }
    }
}
