package dev.cdcnotifier.replication;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that a backend waits for, as the making of a slot waits for each one that was open when it began.
 *
 * @param xid the transaction
 * @param holder who has it open, for people
 * @param since when it began, or was prepared; null when the role may not see that
 * @param age how long that is ago by the server's clock; null as well
 * @param endingSql what ends it, when nobody needs it
 */
record TransactionWait(String xid, String holder, @Nullable Instant since, @Nullable Duration age, String endingSql) {

    /** Sessions of others show without times and states, unless the role is a member of pg_read_all_stats. */
    private static final String WAITED_FOR =
            """
            SELECT w.transactionid::text, h.pid, p.gid,
                   pg_catalog.concat_ws(', ', 'application ' || NULLIF(a.application_name, ''),
                                        'role ' || COALESCE(a.usename, p.owner),
                                        'database ' || COALESCE(a.datname, p.database),
                                        'client ' || pg_catalog.host(a.client_addr), a.state),
                   extract(epoch FROM COALESCE(a.xact_start, p.prepared))::bigint,
                   extract(epoch FROM pg_catalog.clock_timestamp() - COALESCE(a.xact_start, p.prepared))::bigint
            FROM pg_catalog.pg_locks w
            LEFT JOIN pg_catalog.pg_locks h
                   ON h.locktype = 'transactionid' AND h.granted AND h.transactionid = w.transactionid
            LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = h.pid
            LEFT JOIN pg_catalog.pg_prepared_xacts p ON p.transaction = w.transactionid
            WHERE w.pid = ? AND w.locktype = 'transactionid' AND NOT w.granted
            LIMIT 1
            """;

    /** What this backend waits for just now; empty when it waits for no transaction. */
    static Optional<TransactionWait> of(Connection connection, int backend) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(WAITED_FOR)) {
            query.setInt(1, backend);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
        }
    }

    private static TransactionWait read(ResultSet row) throws SQLException {
        String xid = row.getString(1);
        int pid = row.getInt(2);
        boolean isSession = !row.wasNull();
        String gid = row.getString(3);
        String details = row.getString(4);
        long began = row.getLong(5);
        Instant since = row.wasNull() ? null : Instant.ofEpochSecond(began);
        Duration age = since == null ? null : Duration.ofSeconds(Math.max(0, row.getLong(6)));
        String literal = gid == null ? "" : '\'' + gid.replace("'", "''") + '\'';
        return new TransactionWait(
                xid,
                (gid != null ? "the prepared transaction " + literal : isSession ? "pid " + pid : "an unknown session")
                        + (details.isEmpty() ? "" : " (" + details + ")"),
                since,
                age,
                gid != null
                        ? "ROLLBACK PREPARED " + literal + ";"
                        : isSession ? "SELECT pg_catalog.pg_terminate_backend(" + pid + ");" : "");
    }

    /** For people: who it is, since when, and what ends it. */
    @Override
    public String toString() {
        return "transaction " + xid + " of " + holder + ", open "
                + (since == null || age == null
                        ? "since a time that this role may not see (GRANT pg_read_all_stats)"
                        : "for " + text(age) + ", since " + since.truncatedTo(ChronoUnit.SECONDS))
                + (endingSql.isEmpty()
                        ? ""
                        : ". It is waited for as long as it lasts; if nobody needs it: " + endingSql);
    }

    private static String text(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds < 120
                ? seconds + " s"
                : seconds < 7200
                        ? seconds / 60 + " min"
                        : seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
    }
}
