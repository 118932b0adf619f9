package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

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
                   pg_catalog.current_setting('server_version'),
                   pg_catalog.current_setting('wal_level'),
                   pg_catalog.pg_is_in_recovery(),
                   CURRENT_USER,
                   (SELECT r.rolsuper OR r.rolreplication FROM pg_catalog.pg_roles r WHERE r.rolname = CURRENT_USER),
                   EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = 'rds_replication')
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

    /**
     * What a server is set up for, and for whom.
     *
     * @param version as people write it
     * @param standby whether it is in recovery
     * @param roleReplicates whether the catalog says that the role may replicate; {@link ReplicationRight} when it does not
     * @param grantsByRole whether that right is granted here by membership in {@code rds_replication}
     */
    record Setup(
            int versionNum,
            String version,
            String walLevel,
            boolean standby,
            String role,
            boolean roleReplicates,
            boolean grantsByRole) {

        /** What is wrong whatever the role may do. */
        List<Problem> problems() {
            return Stream.of(versionProblem(), walLevelProblem(), standbyProblem())
                    .flatMap(Optional::stream)
                    .toList();
        }

        Optional<Problem> versionProblem() {
            return problemIf(
                    versionNum < 140_000,
                    Reason.SERVER_VERSION,
                    "the server is PostgreSQL " + versionNum / 10_000 + ", 14 or newer is needed");
        }

        Optional<Problem> walLevelProblem() {
            return problemIf(
                    !"logical".equals(walLevel),
                    Reason.WAL_LEVEL,
                    "wal_level is " + walLevel
                            + ", a replication slot needs logical; the server must be restarted after the change",
                    "ALTER SYSTEM SET wal_level = 'logical';");
        }

        Optional<Problem> standbyProblem() {
            return problemIf(
                    standby,
                    Reason.NOT_PRIMARY,
                    "the server is a standby in recovery; changes are streamed from the primary");
        }

        /** What is told when the server refuses to let the role replicate. */
        Problem mayNotReplicate() {
            String quoted = '"' + role.replace("\"", "\"\"") + '"';
            return new Problem(
                    Reason.ROLE_CANNOT_REPLICATE,
                    "role " + role + " may not replicate",
                    grantsByRole
                            ? "GRANT rds_replication TO " + quoted + ';'
                            : "ALTER ROLE " + quoted + " REPLICATION;");
        }

        private static Optional<Problem> problemIf(boolean wrong, Reason reason, String message, String... sql) {
            return wrong ? Optional.of(new Problem(reason, message, sql)) : Optional.empty();
        }
    }

    /** A server that can be streamed from, and where its log ends on disk. */
    record Usable(ServerFacts facts, Lsn flushed) {}

    /** @throws PreconditionException naming everything about the server that forbids streaming from it */
    static Usable usable(Connection connection, ReplicationRight right) throws SQLException, PreconditionException {
        Setup setup = setup(connection);
        List<Problem> problems = new ArrayList<>(setup.problems());
        right.problem(setup).ifPresent(problems::add);
        PreconditionException.throwIfAny(problems);
        return identity(connection, setup);
    }

    /** What the server is set up for; nothing is judged yet. */
    static Setup setup(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SETUP)) {
            row.next();
            return new Setup(
                    row.getInt(1),
                    row.getString(2),
                    row.getString(3),
                    row.getBoolean(4),
                    row.getString(5),
                    row.getBoolean(6),
                    row.getBoolean(7));
        }
    }

    /** Which server it is; a standby has no answer. */
    static Usable identity(Connection connection, Setup setup) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(IDENTITY)) {
            row.next();
            return new Usable(
                    new ServerFacts(setup.versionNum(), row.getString(1), row.getInt(2)), Lsn.parse(row.getString(3)));
        }
    }

    /** Whether the server's minor release may lose changes when a publication is made under open writers. */
    static boolean losesChangesAtCreatePublication(ServerFacts facts) {
        return safeMinor(facts.versionNum()).isPresent();
    }

    /** The minor release to update to, when that version may lose changes as above; else empty. */
    static OptionalInt safeMinor(int versionNum) {
        Integer minor = FIRST_SAFE_MINOR.get(versionNum / 10_000);
        return minor != null && versionNum % 10_000 < minor ? OptionalInt.of(minor) : OptionalInt.empty();
    }
}
