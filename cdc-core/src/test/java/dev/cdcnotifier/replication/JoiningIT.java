package dev.cdcnotifier.replication;

import static dev.cdcnotifier.replication.TestDatabase.publication;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A publication that joins a slot with older changes pending. */
class JoiningIT {

    private static final PublicationSpec OLD = publication("old's", "old_rows");
    private static final PublicationSpec NEW = publication("new/ns", "new_rows");

    private static final String SYSTEM = "SELECT system_identifier FROM pg_control_system()";

    static List<Integer> versions() {
        return PgServer.versions();
    }

    /** Versions whose server does not leave the publication out by itself. */
    static List<Integer> versionsWithDetour() {
        return PgServer.versions().stream().filter(version -> version < 18).toList();
    }

    /** One version for what needs a server of its own. */
    static Stream<Integer> newestVersionWithDetour() {
        return versionsWithDetour().stream().max(Comparator.naturalOrder()).stream();
    }

    /** Two tables, a publication and a slot; then rows in both that nobody has read. */
    private static TestDatabase withBacklog(int version) throws SQLException {
        return withBacklog(PgServers.shared(version));
    }

    private static TestDatabase withBacklog(PgServer server) throws SQLException {
        TestDatabase database = new TestDatabase(server);
        database.execute(
                "CREATE TABLE old_rows (id text PRIMARY KEY, began pg_lsn)",
                "CREATE TABLE new_rows (id text PRIMARY KEY, began pg_lsn)",
                "CREATE PUBLICATION \"old's\" FOR TABLE old_rows");
        database.createSlot();
        database.execute(
                "INSERT INTO old_rows SELECT 'backlog ' || i FROM generate_series(1, 100) i",
                "INSERT INTO new_rows SELECT 'backlog ' || i FROM generate_series(1, 100) i");
        return database;
    }

    private static List<String> backlog() {
        return IntStream.rangeClosed(1, 100).mapToObj(i -> "backlog " + i).toList();
    }

    @ParameterizedTest
    @MethodSource("versionsWithDetour")
    void without_the_detour_older_changes_fail_for_ever(int version) throws Exception {
        try (TestDatabase database = withBacklog(version);
                SourceDatabase source = database.source()) {
            database.execute("CREATE PUBLICATION \"new/ns\" FOR TABLE new_rows");
            ReplicationSettings settings = database.settings(Provision.VERIFY, OLD, NEW);
            for (int attempt = 0; attempt < 2; attempt++) {
                Follower newProcess = new Follower(new ReplicationSource(source, settings));
                assertThatThrownBy(() -> newProcess.session(() -> false, System.nanoTime() + 10_000_000_000L))
                        .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState())
                                .isEqualTo("42704"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_new_publication_joins_and_nothing_of_the_old_one_is_lost(int version) throws Exception {
        try (TestDatabase database = withBacklog(version);
                SourceDatabase source = database.source()) {
            ReplicationSource replication =
                    new ReplicationSource(source, database.settings(Provision.CREATE, OLD, NEW));
            Follower follower = new Follower(replication);
            follower.followUntil(() ->
                    !follower.plans.isEmpty() && follower.texts("old_rows").size() == 100);
            database.execute("INSERT INTO old_rows VALUES ('last')");
            follower.followUntil(() -> follower.texts("old_rows").contains("last"));
            database.execute("INSERT INTO new_rows VALUES ('first')");
            follower.followUntil(() -> follower.texts("new_rows").contains("first"));

            assertThat(follower.texts("old_rows")).containsAll(backlog());
            assertThat(follower.plans.get(follower.plans.size() - 1).joinLimit())
                    .isEqualTo(Lsn.MAX);
            assertThat(follower.plans.get(follower.plans.size() - 1).publications())
                    .containsExactly(OLD.name(), NEW.name());
            if (version < 18) {
                assertThat(follower.plans.get(0).publications()).containsExactly(OLD.name());
                assertThat(follower.texts("new_rows")).containsExactly("first");
            }
        }
    }

    /**
     * The whole of it: writers never stop, a transaction began before the publication and ends after it, and the process
     * is started anew for each session, which ends after a few transactions for no reason.
     */
    @ParameterizedTest
    @MethodSource("versions")
    void under_traffic_and_restarts_all_old_rows_come_and_all_new_ones_from_the_joining_position(int version)
            throws Exception {
        try (TestDatabase database = withBacklog(version);
                SourceDatabase source = database.source();
                TwoTableWriter writer = new TwoTableWriter(database);
                Connection slow = database.connect()) {
            slow.setAutoCommit(false);
            insert(slow, "old_rows", "slow");
            insert(slow, "new_rows", "slow, before");
            Follower follower = new Follower(
                            () -> new ReplicationSource(source, database.settings(Provision.CREATE, OLD, NEW)),
                            Duration.ofSeconds(60))
                    .restless(100);
            follower.followUntil(() -> follower.texts("old_rows").stream().anyMatch(writer::wrote));
            Lsn made = Lsn.parse(database.query("SELECT pg_current_wal_insert_lsn()"));
            insert(slow, "new_rows", "slow, after");
            if (version < 18) {
                assertThat(follower.plans).allMatch(StreamPlan::joinPending);
                assertThat(follower.plans).allMatch(plan -> plan.joinLimit().equals(Lsn.MAX));
            }
            slow.commit();
            follower.followUntil(() -> follower.texts("new_rows").stream().anyMatch(writer::wrote));
            writer.stop();
            database.execute("INSERT INTO old_rows VALUES ('last')", "INSERT INTO new_rows VALUES ('last')");
            follower.followUntil(() -> follower.texts("new_rows").contains("last"));

            assertThat(follower.texts("old_rows"))
                    .containsAll(backlog())
                    .containsAll(writer.committed())
                    .contains("slow");
            Lsn joinsAt = version < 18 ? joinsAt(database) : made;
            List<String> expected = writer.committedFrom(joinsAt);
            assertThat(expected).hasSizeGreaterThan(5);
            assertThat(follower.texts("new_rows")).containsAll(expected);
            if (version < 18) {
                assertThat(follower.rows)
                        .filteredOn(row -> row.table().equals("new_rows"))
                        .noneMatch(row -> row.commitLsn().isBefore(joinsAt));
            }
        }
    }

    /**
     * A transaction can have a greater id than the one that makes the publication and still write before it is there: it
     * has to be waited for as well, by us and by the SQL for operators.
     */
    @ParameterizedTest
    @MethodSource("versionsWithDetour")
    void a_transaction_that_began_while_the_publication_was_being_made_is_waited_for(int version) throws Exception {
        try (TestDatabase database = withBacklog(version);
                SourceDatabase source = database.source();
                Connection maker = database.connect();
                Connection slow = database.connect()) {
            maker.setAutoCommit(false);
            text(maker, "SELECT pg_current_xact_id()");
            slow.setAutoCommit(false);
            insert(slow, "new_rows", "slow");
            insert(slow, "old_rows", "slow");
            Statement making = maker.createStatement();
            making.execute("CREATE PUBLICATION \"new/ns\" FOR TABLE new_rows");
            making.execute(new JoinMark(text(maker, SYSTEM), null).commentSql(NEW.name()));
            maker.commit();
            ReplicationSource replication =
                    new ReplicationSource(source, database.settings(Provision.CREATE, OLD, NEW));
            assertThat(replication.prepare().joinPending()).isTrue();
            CompletableFuture<Void> operator = CompletableFuture.runAsync(() -> {
                try {
                    database.execute(JoinMark.fixingSql(NEW.name()));
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            Await.until("the operator's SQL to wait", Duration.ofSeconds(10), () -> "1"
                    .equals(database.query("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND wait_event = 'PgSleep'")));
            assertThat(operator).isNotDone();
            slow.commit();
            operator.get(10, TimeUnit.SECONDS);
            Follower follower =
                    new Follower(() -> new ReplicationSource(source, replication.settings()), Duration.ofSeconds(30));
            follower.followUntil(() -> follower.texts("old_rows").contains("slow"));
            database.execute("INSERT INTO new_rows VALUES ('first')");
            follower.followUntil(() -> follower.texts("new_rows").contains("first"));
            assertThat(follower.texts("new_rows")).containsExactly("first");
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_slot_with_nothing_else_to_stream_passes_its_backlog_and_waits_for_older_transactions(int version)
            throws Exception {
        try (TestDatabase database = withBacklog(version);
                SourceDatabase source = database.source();
                Connection slow = database.connect()) {
            slow.setAutoCommit(false);
            insert(slow, "new_rows", "slow");
            ReplicationSource replication = new ReplicationSource(source, database.settings(Provision.CREATE, NEW));
            if (version < 18) {
                assertThatThrownBy(replication::prepare)
                        .isInstanceOfSatisfying(PreconditionException.class, e -> assertThat(e.reason())
                                .isEqualTo(Reason.JOIN_WAITING));
                assertThat(replication.joinReady()).isFalse();
            } else {
                replication.prepare();
            }
            slow.commit();
            Follower follower = new Follower(replication);
            follower.followUntil(() -> !follower.plans.isEmpty());
            database.execute("INSERT INTO new_rows VALUES ('first')");
            follower.followUntil(() -> follower.texts("new_rows").contains("first"));
            if (version < 18) {
                assertThat(follower.texts("new_rows")).containsExactly("first");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_publication_of_somebody_else_keeps_its_backlog(int version) throws Exception {
        try (TestDatabase database = withBacklog(version);
                SourceDatabase source = database.source()) {
            Follower follower = new Follower(new ReplicationSource(source, database.settings(Provision.CREATE, OLD)));
            follower.followUntil(() -> follower.texts("old_rows").size() == 100);
            assertThat(follower.texts("old_rows")).isEqualTo(backlog());
        }
    }

    @ParameterizedTest
    @MethodSource("versionsWithDetour")
    void a_publication_of_somebody_else_that_is_younger_than_the_backlog_joins_when_it_is_noticed(int version)
            throws Exception {
        for (Provision provision : Provision.values()) {
            try (TestDatabase database = withBacklog(version);
                    SourceDatabase source = database.source()) {
                database.execute(
                        "CREATE PUBLICATION \"new/ns\" FOR TABLE new_rows",
                        "COMMENT ON PUBLICATION \"new/ns\" IS 'theirs'",
                        "INSERT INTO old_rows VALUES ('more')");
                Follower follower = new Follower(new ReplicationSource(source, database.settings(provision, OLD, NEW)));
                follower.followUntil(() -> follower.texts("old_rows").contains("more"));
                database.execute("INSERT INTO new_rows VALUES ('first')");
                follower.followUntil(() -> follower.texts("new_rows").contains("first"));

                assertThat(follower.texts("old_rows")).containsAll(backlog());
                assertThat(follower.texts("new_rows")).containsExactly("first");
                String comment = comment(database);
                if (provision == Provision.CREATE) {
                    assertThat(comment).startsWith("theirs\ncdc-notifier: joins at ");
                } else {
                    assertThat(comment).isEqualTo("theirs");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versionsWithDetour")
    void the_sql_that_verify_prints_makes_a_publication_that_joins(int version) throws Exception {
        try (TestDatabase database = withBacklog(version);
                SourceDatabase source = database.source()) {
            ReplicationSettings settings = database.settings(Provision.VERIFY, OLD, NEW);
            PreconditionException refused = catchThrowableOfType(
                    PreconditionException.class, () -> new ReplicationSource(source, settings).prepare());
            assertThat(refused.reason()).isEqualTo(Reason.PUBLICATION_MISSING);
            try (Connection operator = database.connect();
                    Statement statement = operator.createStatement()) {
                for (String sql : refused.sql().subList(0, refused.sql().size() - 1)) {
                    statement.execute(sql);
                }
                PreconditionException unfinished = catchThrowableOfType(
                        PreconditionException.class, () -> new ReplicationSource(source, settings).prepare());
                assertThat(unfinished.reason()).isEqualTo(Reason.PUBLICATION_JOINING);
                for (String sql : unfinished.sql()) {
                    statement.execute(sql);
                }
            }
            Follower follower =
                    new Follower(() -> new ReplicationSource(source, settings), Duration.ofSeconds(30)).restless(1);
            database.execute("INSERT INTO new_rows VALUES ('first')");
            follower.followUntil(() -> follower.texts("new_rows").contains("first"));
            assertThat(follower.texts("old_rows")).containsAll(backlog());
            assertThat(follower.texts("new_rows")).containsExactly("first");
        }
    }

    @ParameterizedTest
    @MethodSource("newestVersionWithDetour")
    void a_prepared_transaction_is_waited_for(int version) throws Exception {
        try (PgServer server = PgServer.builder(version)
                        .setting("max_prepared_transactions", "5")
                        .start();
                TestDatabase database = withBacklog(server);
                SourceDatabase source = database.source();
                Connection other = database.connect()) {
            other.setAutoCommit(false);
            insert(other, "new_rows", "prepared");
            insert(other, "old_rows", "prepared");
            other.createStatement().execute("PREPARE TRANSACTION 'old one'");
            other.setAutoCommit(true);
            ReplicationSource replication =
                    new ReplicationSource(source, database.settings(Provision.CREATE, OLD, NEW));
            assertThat(replication.prepare().joinPending()).isTrue();
            assertThat(replication.joinReady()).isFalse();
            other.createStatement().execute("COMMIT PREPARED 'old one'");
            assertThat(replication.joinReady()).isTrue();
            Follower follower = new Follower(replication);
            database.execute("INSERT INTO old_rows VALUES ('last')");
            follower.followUntil(() -> follower.texts("old_rows").contains("last"));
            assertThat(follower.texts("old_rows")).contains("prepared");
        }
    }

    /** The joining position's two sides: what commits exactly there belongs to the session after it. */
    @ParameterizedTest
    @MethodSource("versions")
    void a_transaction_whose_commit_starts_exactly_at_the_confirmed_position_is_sent(int version) throws Exception {
        try (TestDatabase database = withBacklog(version);
                SourceDatabase source = database.source();
                Connection writer = database.connect();
                Connection other = database.connect()) {
            writer.setAutoCommit(false);
            for (int attempt = 0; attempt < 50; attempt++) {
                String id = "at the border " + attempt;
                insert(writer, "old_rows", id);
                Lsn border = Lsn.parse(text(other, "SELECT pg_current_wal_insert_lsn()"));
                writer.commit();
                // The server moves a slot over what has been flushed only.
                text(other, "SELECT pg_logical_emit_message(true, 'flush', '')");
                Await.until("the log to be flushed", Duration.ofSeconds(10), () -> "t"
                        .equals(text(other, "SELECT pg_current_wal_flush_lsn() > '" + border + "'")));
                text(other, "SELECT pg_replication_slot_advance('" + database.slot + "', '" + border + "')");
                Follower follower =
                        new Follower(new ReplicationSource(source, database.settings(Provision.CREATE, OLD)));
                follower.followUntil(() -> follower.texts("old_rows").contains(id));
                if (follower.rows.get(0).commitLsn().equals(border)) {
                    return;
                }
            }
            throw new AssertionError("no transaction committed exactly at the border");
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static String comment(TestDatabase database) throws SQLException {
        return database.query(
                "SELECT obj_description(oid, 'pg_publication') FROM pg_publication WHERE pubname = 'new/ns'");
    }

    private static Lsn joinsAt(TestDatabase database) throws SQLException {
        return JoinMark.in(comment(database)).orElseThrow().position();
    }

    static void insert(Connection connection, String table, String id) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table + " VALUES (?)")) {
            insert.setString(1, id);
            insert.execute();
        }
    }
}
