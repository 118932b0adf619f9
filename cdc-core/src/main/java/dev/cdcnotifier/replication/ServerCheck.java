package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads what server it is and whether this role can stream from it. Stateless. */
final class ServerCheck {

    /**
     * The first minor release of each major version in which {@code CREATE PUBLICATION} does not lose changes of
     * transactions that are open at that moment (release notes of 2025-05-08).
     */
    private static final Map<Integer, Integer> FIRST_SAFE_MINOR = Map.of(14, 18, 15, 13, 16, 9, 17, 5);

    private static final String SETUP =
            """
            SELECT pg_catalog.current_setting('server_version_num')::int,
                   pg_catalog.current_setting('wal_level'),
                   pg_catalog.pg_is_in_recovery(),
                   CURRENT_USER,
                   (SELECT r.rolsuper OR r.rolreplication FROM pg_catalog.pg_roles r WHERE r.rolname = CURRENT_USER)
            """;

    /** The timeline of the log that is being written; pg_control knows a promoted server's only from its next checkpoint. */
    private static final String IDENTITY =
            """
            SELECT (SELECT s.system_identifier FROM pg_catalog.pg_control_system() s)::text,
                   ('x' || pg_catalog.left(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_flush_lsn()), 8))
                       ::bit(32)::int,
                   pg_catalog.pg_current_wal_flush_lsn()::text
            """;

    private ServerCheck() {}

    /** A server that can be streamed from, and where its log ends on disk. */
    record Usable(ServerFacts facts, Lsn flushed) {}

    /** @throws PreconditionException naming everything about the server that forbids streaming from it */
    static Usable usable(Connection connection) throws SQLException, PreconditionException {
        try (Statement statement = connection.createStatement()) {
            int version = 0;
            try (ResultSet row = statement.executeQuery(SETUP)) {
                row.next();
                version = row.getInt(1);
                PreconditionException.throwIfAny(problems(row, version));
            }
            try (ResultSet row = statement.executeQuery(IDENTITY)) {
                row.next();
                return new Usable(
                        new ServerFacts(version, row.getString(1), row.getInt(2)), Lsn.parse(row.getString(3)));
            }
        }
    }

    /** Whether the server's minor release may lose changes when a publication is made under open writers. */
    static boolean losesChangesAtCreatePublication(ServerFacts facts) {
        Integer minor = FIRST_SAFE_MINOR.get(facts.major());
        return minor != null && facts.versionNum() % 10_000 < minor;
    }

    private static List<Problem> problems(ResultSet row, int version) throws SQLException {
        List<Problem> problems = new ArrayList<>();
        if (version < 140_000) {
            problems.add(new Problem(
                    Reason.SERVER_VERSION, "the server is PostgreSQL " + version / 10_000 + ", 14 or newer is needed"));
        }
        String walLevel = row.getString(2);
        if (!"logical".equals(walLevel)) {
            problems.add(new Problem(
                    Reason.WAL_LEVEL,
                    "wal_level is " + walLevel
                            + ", a replication slot needs logical; the server must be restarted after the change",
                    "ALTER SYSTEM SET wal_level = 'logical';"));
        }
        if (row.getBoolean(3)) {
            problems.add(new Problem(
                    Reason.NOT_PRIMARY, "the server is a standby in recovery; changes are streamed from the primary"));
        }
        String role = row.getString(4);
        if (!row.getBoolean(5)) {
            problems.add(new Problem(
                    Reason.ROLE_CANNOT_REPLICATE,
                    "role " + role + " may not replicate",
                    "ALTER ROLE \"" + role.replace("\"", "\"\"") + "\" REPLICATION;"));
        }
        return problems;
    }
}
