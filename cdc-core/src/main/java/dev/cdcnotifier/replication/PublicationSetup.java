package dev.cdcnotifier.replication;

import dev.cdcnotifier.replication.PublicationReview.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes publications and replica identities what a stream needs, in one transaction, or says what to run. Stateless;
 * callable from any thread.
 */
final class PublicationSetup {

    private static final Logger log = LoggerFactory.getLogger(PublicationSetup.class);

    /** A lock that is waited for holds up everybody behind us: the application's transactions. */
    private static final String SHORT_LOCK_TIMEOUT = "SET LOCAL lock_timeout = '1s'";

    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** What PostgreSQL says of tables and publications that do not allow a statement: only their owner can change that. */
    private static final Set<String> NOT_POSSIBLE = Set.of("0A000", "22023", "42809", "42P17", "55000");

    private PublicationSetup() {}

    /**
     * Mends all that was found.
     *
     * @throws PreconditionException with every finding when one of them is an operator's to decide, when nothing may be
     *     made, or when this role may not
     * @throws SQLException with SQLSTATE 55P03 when a table is locked by others: a matter of trying again
     */
    static void mend(Connection connection, Provision provision, List<Finding> findings)
            throws SQLException, PreconditionException {
        List<Problem> problems = findings.stream().map(Finding::problem).toList();
        boolean ours = findings.stream().noneMatch(finding -> finding.mend().isEmpty());
        if (provision == Provision.VERIFY || !ours) {
            PreconditionException.throwIfAny(problems);
        }
        List<String> statements =
                findings.stream().flatMap(finding -> finding.mend().stream()).toList();
        if (statements.isEmpty()) {
            return;
        }
        try {
            run(connection, statements);
        } catch (SQLException e) {
            if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                throw notAllowed(problems, e);
            }
            if (NOT_POSSIBLE.contains(String.valueOf(e.getSQLState()))) {
                throw withFirst(
                        new Problem(
                                Reason.TABLE_UNUSABLE,
                                "PostgreSQL refuses to make what is missing, as the tables and publications are: "
                                        + e.getMessage()),
                        problems);
            }
            throw e;
        }
        statements.forEach(sql -> log.info("made for the stream: sql={}", sql));
    }

    private static void run(Connection connection, List<String> statements) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(SHORT_LOCK_TIMEOUT);
            for (String sql : statements) {
                runOne(statement, sql);
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void runOne(Statement statement, String sql) throws SQLException {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw new SQLException(
                        "another transaction holds a lock that this needs, it will be tried again: " + sql,
                        LOCK_NOT_AVAILABLE,
                        e);
            }
            throw e;
        }
    }

    private static PreconditionException notAllowed(List<Problem> problems, SQLException e) {
        return withFirst(notAllowed(String.valueOf(e.getMessage())), problems);
    }

    private static PreconditionException withFirst(Problem first, List<Problem> problems) {
        List<Problem> all = new ArrayList<>();
        all.add(first);
        all.addAll(problems);
        return new PreconditionException(all);
    }

    /** What is told when something is missing and this role may not make it. */
    static Problem notAllowed(String why, String... sql) {
        return new Problem(
                Reason.PRIVILEGE,
                "this role may not make what is missing (" + why
                        + "); the owner of the tables and of the publication may",
                sql);
    }
}
