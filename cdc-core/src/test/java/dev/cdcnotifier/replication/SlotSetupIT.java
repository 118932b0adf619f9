package dev.cdcnotifier.replication;

import static dev.cdcnotifier.replication.TestDatabase.namespace;
import static dev.cdcnotifier.replication.TestDatabase.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdcnotifier.inspection.Precondition;
import dev.cdcnotifier.inspection.Refusal;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;

/** What is checked of the slot before a stream starts, and what is made. */
class SlotSetupIT {

    private static final int ANY = PgServer.versions().get(0);
    private static final Duration SOON = Duration.ofSeconds(60);

    private static final PublicationSpec NAMESPACE = namespace("ns");

    static List<Integer> versions() {
        return PgServer.versions();
    }

    private static TestDatabase database(int version) throws SQLException {
        return new TestDatabase(PgServers.shared(version)).withTables(NAMESPACE);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_slot_that_vanished_is_not_made_again(int version) throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase source = database.source()) {
            ReplicationSource replication =
                    new ReplicationSource(source, database.settings(Provision.CREATE, NAMESPACE));
            Follower follower = new Follower(replication);
            follower.followUntil(() -> !follower.plans.isEmpty());
            Await.until("the slot to be dropped", SOON, () -> {
                database.execute("SELECT pg_drop_replication_slot('" + database.slot + "')");
                return true;
            });
            for (int attempt = 0; attempt < 2; attempt++) {
                PreconditionException refused = catchThrowableOfType(PreconditionException.class, replication::prepare);
                assertThat(refused.reason()).isEqualTo(Reason.SLOT_MISSING);
                assertThat(refused).hasMessageContaining("was at ");
            }
            assertThat(replication.status()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_slot_that_was_made_again_or_moved_is_noticed(int version) throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase source = database.source()) {
            ReplicationSource replication =
                    new ReplicationSource(source, database.settings(Provision.CREATE, NAMESPACE));
            Follower follower = new Follower(replication);
            follower.followUntil(() -> !follower.plans.isEmpty());
            Await.until("the slot to be dropped", SOON, () -> {
                database.execute("SELECT pg_drop_replication_slot('" + database.slot + "')");
                return true;
            });
            database.execute("INSERT INTO ns_events VALUES ('lost')");
            database.createSlot();
            PreconditionException refused = catchThrowableOfType(PreconditionException.class, replication::prepare);
            assertThat(refused.reason()).isEqualTo(Reason.SLOT_MOVED);
            replication.accept(Reason.SLOT_MOVED);
            replication.prepare();
        }
    }

    static Stream<Arguments> wrongSlots() {
        return PgServer.versions().stream().flatMap(version -> Stream.of(
                        "SELECT pg_create_physical_replication_slot('%s')",
                        "SELECT pg_create_logical_replication_slot('%s', 'test_decoding')",
                        "SELECT pg_create_logical_replication_slot('%s', 'pgoutput', false, true)")
                .map(sql -> Arguments.of(version, sql)));
    }

    @ParameterizedTest
    @MethodSource("wrongSlots")
    void a_slot_of_another_kind_is_refused_and_nothing_is_made(int version, String create) throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase source = database.source()) {
            database.execute(create.formatted(database.slot));
            try {
                PreconditionException refused = refusal(source, database.settings(Provision.CREATE, NAMESPACE));
                assertThat(refused.reason()).isEqualTo(Reason.SLOT_WRONG);
                assertThat(database.query("SELECT count(*) FROM pg_publication"))
                        .isEqualTo("0");
            } finally {
                database.execute("SELECT pg_drop_replication_slot('" + database.slot + "')");
            }
        }
    }

    @Test
    void a_slot_of_another_database_is_refused() throws Exception {
        try (TestDatabase database = database(ANY);
                TestDatabase other = database(ANY);
                SourceDatabase source = database.source()) {
            other.createSlot();
            ReplicationSettings settings =
                    ReplicationSettings.of(other.slot, List.of(NAMESPACE), Provision.CREATE, Provision.CREATE);
            assertThat(refusal(source, settings)).hasMessageContaining("belongs to database " + other.name);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_slot_that_is_streamed_is_busy_and_its_holder_is_named(int version) throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase first = new SourceDatabase(database.endpoint(), "first runner");
                SourceDatabase second = database.source()) {
            ReplicationSource holder = new ReplicationSource(first, database.settings(Provision.CREATE, NAMESPACE));
            ReplicationSource standby = new ReplicationSource(second, database.settings(Provision.CREATE, NAMESPACE));
            StreamPlan planned = holder.prepare();
            StreamPlan late = standby.prepare();
            try (ReplicationSession session = holder.open(planned)) {
                assertThatThrownBy(standby::prepare)
                        .isInstanceOf(SlotBusyException.class)
                        .hasMessageContaining("pid " + session.backendPid())
                        .hasMessageContaining("first runner");
                assertThatThrownBy(() -> standby.open(late))
                        .isInstanceOf(SlotBusyException.class)
                        .hasMessageContaining("pid " + session.backendPid());
                SlotStatus status = standby.status().orElseThrow();
                assertThat(status.activePid()).hasValue(session.backendPid());
                assertThat(status.walStatus()).isEqualTo("reserved");
                assertThat(status.retainedBytes()).isGreaterThanOrEqualTo(status.lagBytes());
            }
            Follower taker = new Follower(standby);
            taker.followUntil(() -> !taker.plans.isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void an_invalidated_slot_is_lost_for_good(int version) throws Exception {
        try (PgServer server = PgServer.builder(version)
                .setting("max_slot_wal_keep_size", "1MB")
                .setting("max_wal_size", "32MB")
                .setting("min_wal_size", "32MB")
                .start()) {
            TestDatabase database = new TestDatabase(server);
            database.withTables(NAMESPACE);
            try (SourceDatabase source = database.source()) {
                ReplicationSource replication =
                        new ReplicationSource(source, database.settings(Provision.CREATE, NAMESPACE));
                replication.prepare();
                Await.until("the slot to be invalidated", Duration.ofSeconds(30), () -> {
                    database.execute("SELECT pg_switch_wal()", "CREATE TABLE IF NOT EXISTS junk ()", "DROP TABLE junk");
                    database.execute("CHECKPOINT");
                    return "lost".equals(database.query("SELECT wal_status FROM pg_replication_slots"));
                });
                PreconditionException refused = catchThrowableOfType(PreconditionException.class, replication::prepare);
                assertThat(refused.reason()).isEqualTo(Reason.SLOT_LOST);
                assertThat(refused).hasMessageContaining("final");
                assertThat(database.query("SELECT count(*) FROM pg_replication_slots"))
                        .isEqualTo("1");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_failover_slot_is_made_or_adapted_where_the_server_has_them(int version) throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase source = database.source()) {
            ReplicationSettings settings = new ReplicationSettings(
                    database.slot,
                    List.of(NAMESPACE),
                    Provision.CREATE,
                    Provision.CREATE,
                    true,
                    false,
                    ReplicationSettings.WAL_SENDER_TIMEOUT);
            if (version < 17) {
                assertThat(refusal(source, settings).problems())
                        .extracting(Problem::reason)
                        .contains(Reason.SLOT_FAILOVER);
                return;
            }
            String failover = "SELECT failover FROM pg_replication_slots WHERE slot_name = '" + database.slot + "'";
            new ReplicationSource(source, settings).prepare();
            assertThat(database.query(failover)).isEqualTo("t");
            database.execute("SELECT pg_drop_replication_slot('" + database.slot + "')");
            database.createSlot();
            assertThat(database.query(failover)).isEqualTo("f");
            new ReplicationSource(source, settings).prepare();
            assertThat(database.query(failover)).isEqualTo("t");
        }
    }

    @Test
    void a_slot_that_waits_to_be_made_can_be_given_up() throws Exception {
        try (TestDatabase database = database(ANY);
                SourceDatabase source = database.source();
                Connection slow = database.connect()) {
            slow.setAutoCommit(false);
            slow.createStatement().execute("INSERT INTO ns_events VALUES ('open')");
            ReplicationSource replication =
                    new ReplicationSource(source, database.settings(Provision.CREATE, NAMESPACE));
            CompletableFuture<Throwable> failure =
                    CompletableFuture.supplyAsync(() -> catchThrowableOfType(SQLException.class, replication::prepare));
            Await.until("it to wait", SOON, () -> "1"
                    .equals(database.query("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND wait_event = 'transactionid' AND query LIKE '%create_logical%'")));
            replication.cancel();
            assertThat(((SQLException) failure.get()).getSQLState()).isEqualTo("57014");
            slow.rollback();
            replication.prepare();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_slot_waits_for_transactions_however_long_and_names_each(int version) throws Exception {
        try (PgServer server = PgServer.builder(version)
                .setting("max_prepared_transactions", "2")
                .start()) {
            TestDatabase database = new TestDatabase(server).withTables(NAMESPACE);
            try (SourceDatabase source = database.source();
                    Connection slow = server.connect(database.name, PgServer.SUPERUSER, "")) {
                slow.setAutoCommit(false);
                slow.createStatement().execute("SET application_name = 'nightly job'");
                slow.createStatement().execute("INSERT INTO ns_events VALUES ('open')");
                String pid = String.valueOf(slow.unwrap(PGConnection.class).getBackendPID());
                database.paste(List.of("BEGIN", "INSERT INTO ns_events VALUES ('b')", "PREPARE TRANSACTION 'it''s 1'"));
                Queue<String> waits = new ConcurrentLinkedQueue<>();
                ReplicationSource replication =
                        new ReplicationSource(source, database.settings(Provision.CREATE, NAMESPACE));
                CompletableFuture<StreamPlan> plan = CompletableFuture.supplyAsync(() -> plan(replication, waits));
                Await.until("the session to be named", SOON, () -> waits.stream()
                        .anyMatch(text -> text.contains("of pid " + pid)
                                && text.contains("application nightly job")
                                && text.contains("pg_terminate_backend(" + pid + ")")));
                slow.rollback();
                Await.until("the prepared transaction to be named", SOON, () -> waits.stream()
                        .anyMatch(text -> text.contains("the prepared transaction 'it''s 1'")
                                && text.contains("ROLLBACK PREPARED 'it''s 1';")));
                assertThat(plan).isNotDone();
                assertThat(slotLine(source, database))
                        .contains("is being made by a cdc-notifier")
                        .contains("the prepared transaction 'it''s 1'")
                        .doesNotContain("pg_terminate_backend");
                database.execute("ROLLBACK PREPARED 'it''s 1'");
                assertThat(plan.get().start()).isNotEqualTo(Lsn.NONE);
            }
        }
    }

    /** The role may log in and replicate, and sees no more of others than anybody. */
    @Test
    void what_a_slot_waits_for_is_named_also_to_a_role_that_may_not_see_it_all() throws Exception {
        try (TestDatabase database = database(ANY);
                Connection slow = database.connect()) {
            database.execute(
                    "CREATE PUBLICATION ns FOR TABLE ns_events, ns_processes",
                    "ALTER TABLE ns_processes REPLICA IDENTITY FULL",
                    "CREATE ROLE plain_" + database.name + " LOGIN REPLICATION");
            slow.setAutoCommit(false);
            slow.createStatement().execute("INSERT INTO ns_events VALUES ('open')");
            String pid = String.valueOf(slow.unwrap(PGConnection.class).getBackendPID());
            Queue<String> waits = new ConcurrentLinkedQueue<>();
            try (SourceDatabase source =
                    new SourceDatabase(database.endpoint("plain_" + database.name, Map.of()), "test")) {
                ReplicationSource replication = new ReplicationSource(
                        source,
                        ReplicationSettings.of(database.slot, List.of(NAMESPACE), Provision.VERIFY, Provision.CREATE));
                CompletableFuture<StreamPlan> plan = CompletableFuture.supplyAsync(() -> plan(replication, waits));
                Await.until("the session to be named", SOON, () -> waits.stream()
                        .anyMatch(text -> text.contains("of pid " + pid) && text.contains("pg_read_all_stats")));
                slow.rollback();
                plan.get();
            }
        }
    }

    private static StreamPlan plan(ReplicationSource replication, Queue<String> waits) {
        try {
            return replication.prepare(() -> false, waits::add, SlotHistory.NONE);
        } catch (SQLException | PreconditionException | SlotBusyException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private static String slotLine(SourceDatabase source, TestDatabase database) {
        return new SourceInspection(
                        source,
                        database.settings(Provision.CREATE, NAMESPACE),
                        e -> new Refusal("refused", String.valueOf(e.getMessage())))
                .look().preconditions().stream()
                        .filter(one -> one.name().equals("slot " + database.slot))
                        .map(Precondition::toString)
                        .findFirst()
                        .orElseThrow();
    }
}
