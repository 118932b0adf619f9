package dev.cdcnotifier.testkit.progressor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.FaultyProxy;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProgressorSimulatorIT {

    private static final String NAMESPACE = "default/платежи";
    private static final Duration WAIT = Duration.ofSeconds(60);

    static List<Integer> versions() {
        return PgServer.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_process_lives_from_start_to_removal_and_each_step_tells_what_it_committed(int major) throws Exception {
        PgServer server = PgServers.shared(major);
        String database = server.createDatabase();
        createTables(server, database);
        try (ProgressorSimulator engine = new ProgressorSimulator(() -> server.connect(database), NAMESPACE)) {
            assertThat(ids(engine.startProcess("p"))).containsExactly(1);
            assertThat(ids(engine.call("p"))).containsExactly(2, 3);
            assertThat(ids(engine.timer("p"))).containsExactly(4);
            assertThat(engine.fail("p", null).lifecycle()).containsExactly(new LifecycleChange.Failed("unknown"));
            assertThat(engine.refusedRepair("p").messages()).isZero();
            assertThat(engine.repair("p").lifecycle()).containsExactly(new LifecycleChange.Working());
            assertThat(query(server, database, "SELECT status || ' ' || previous_status FROM {processes}"))
                    .containsExactly("running error");
            assertThat(query(server, database, "SELECT event_id::text FROM {events} ORDER BY 1"))
                    .containsExactly("1", "2", "3", "4", "5");
            assertThatThrownBy(() -> engine.repair("p")).isInstanceOf(IllegalStateException.class);

            assertThat(engine.remove("p").lifecycle()).containsExactly(new LifecycleChange.Removed());
            assertThat(query(server, database, "SELECT 1::text FROM {processes}, {events}, {tasks}"))
                    .isEmpty();
            assertThat(engine.history().lifecycle("p"))
                    .containsExactly(
                            new LifecycleChange.Created(),
                            new LifecycleChange.Failed("unknown"),
                            new LifecycleChange.Working(),
                            new LifecycleChange.Removed());
            assertThat(engine.history().lastEventId("p")).isEqualTo(5);
            assertThat(engine.history().commits()).isEqualTo(8);
        }
        server.dropDatabase(database);
    }

    @Test
    void columns_have_the_types_and_the_order_that_the_engine_gives_them() throws Exception {
        PgServer server = PgServers.shared(newest());
        String database = server.createDatabase();
        createTables(server, database);
        String columns = "SELECT attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute"
                + " WHERE attrelid = '%s'::regclass AND attnum > 0 ORDER BY attnum";
        assertThat(query(server, database, columns.formatted("{processes}")))
                .containsExactly(
                        "process_id character varying(256)",
                        "status process_status",
                        "detail text",
                        "aux_state bytea",
                        "created_at timestamp with time zone",
                        "metadata jsonb",
                        "corrupted_by bigint",
                        "previous_status process_status",
                        "status_changed_at timestamp with time zone");
        assertThat(query(server, database, columns.formatted("{events}")))
                .containsExactly(
                        "process_id character varying(256)",
                        "task_id bigint",
                        "event_id smallint",
                        "timestamp timestamp with time zone",
                        "metadata jsonb",
                        "payload bytea");
        try (Connection connection = server.connect(database)) {
            new EngineTables("second").create(connection);
            new EngineTables("second").drop(connection);
        }
        server.dropDatabase(database);
    }

    @Test
    void the_history_of_a_load_is_what_the_tables_hold() throws Exception {
        PgServer server = PgServers.shared(newest());
        String database = server.createDatabase();
        createTables(server, database);
        History history;
        try (LoadGenerator load =
                LoadGenerator.start(() -> server.connect(database), NAMESPACE, LoadGenerator.Load.of(1_000, 4))) {
            history = load.history();
            Await.until(
                    "2,000 commits",
                    WAIT,
                    () -> load.failure() != null || load.history().commits() >= 2_000);
        }
        assertTablesHold(server, database, history);
        assertThat(history.lifecycleChanges()).isGreaterThan(history.processes().size());
        server.dropDatabase(database);
    }

    @Test
    void the_history_of_a_load_stays_true_when_connections_are_cut_and_the_server_is_killed() throws Exception {
        try (PgServer server = PgServer.builder(newest()).durable().start()) {
            createTables(server, "postgres");
            History history;
            try (LoadGenerator load =
                    LoadGenerator.start(() -> server.connect("postgres"), NAMESPACE, LoadGenerator.Load.of(500, 4))) {
                history = load.history();
                for (int round = 0; round < 3; round++) {
                    awaitCommits(load, 100);
                    server.execute(
                            "postgres",
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                                    + " AND backend_type = 'client backend'");
                    awaitCommits(load, 100);
                    server.kill9();
                    server.restart();
                }
                awaitCommits(load, 100);
            }
            assertTablesHold(server, "postgres", history);
        }
    }

    @Test
    void a_commit_whose_answer_was_lost_is_in_the_history() throws Exception {
        PgServer server = PgServers.shared(newest());
        String database = server.createDatabase();
        createTables(server, database);
        // Each commit takes a while at its very end, when it will come through whatever becomes of the client.
        server.execute(
                database,
                "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN PERFORM pg_sleep(0.05); RETURN NULL; END $$",
                new EngineTables(NAMESPACE)
                        .sql("CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON {events}"
                                + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dawdle()"));
        String url = server.jdbcUrl(database).replace(":" + server.port(), ":%d");
        History history;
        try (FaultyProxy proxy = FaultyProxy.to(server.host(), server.port());
                LoadGenerator load = LoadGenerator.start(
                        () -> DriverManager.getConnection(url.formatted(proxy.port()), PgServer.SUPERUSER, ""),
                        NAMESPACE,
                        LoadGenerator.Load.of(100, 2))) {
            history = load.history();
            for (int cut = 0; cut < 5; cut++) {
                Await.until("a commit that dawdles", WAIT, () -> !query(
                                server, database, "SELECT query FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
                        .isEmpty());
                proxy.cutAll();
                awaitCommits(load, 2);
            }
        }
        assertTablesHold(server, database, history);
        server.dropDatabase(database);
    }

    private static void awaitCommits(LoadGenerator load, int more) {
        long goal = load.history().commits() + more;
        Await.until(
                more + " more commits",
                WAIT,
                () -> load.failure() != null || load.history().commits() >= goal);
    }

    private static void assertTablesHold(PgServer server, String database, History history) throws SQLException {
        Map<String, String> expected = new TreeMap<>();
        for (String processId : history.processes()) {
            List<LifecycleChange> lifecycle = history.lifecycle(processId);
            LifecycleChange last = lifecycle.get(lifecycle.size() - 1);
            if (!(last instanceof LifecycleChange.Removed)) {
                boolean failed = last instanceof LifecycleChange.Failed;
                int lastEventId = history.lastEventId(processId);
                String status = failed ? "error" : lastEventId == 0 ? "init" : "running";
                expected.put(processId, status + ' ' + lastEventId + ' ' + lastEventId);
            }
        }
        Map<String, String> actual = new TreeMap<>();
        for (String row : query(
                server,
                database,
                "SELECT process_id || ' ' || status || ' ' || coalesce(max(event_id), 0) || ' ' || count(event_id)"
                        + " FROM {processes} LEFT JOIN {events} USING (process_id) GROUP BY process_id")) {
            actual.put(row.substring(0, row.indexOf(' ')), row.substring(row.indexOf(' ') + 1));
        }
        assertThat(actual).isNotEmpty().isEqualTo(expected);
    }

    private static void createTables(PgServer server, String database) throws SQLException {
        try (Connection connection = server.connect(database)) {
            new EngineTables(NAMESPACE).create(connection);
        }
    }

    private static List<Integer> ids(Committed committed) {
        return committed.events().stream().map(EventRow::eventId).toList();
    }

    private static List<String> query(PgServer server, String database, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(new EngineTables(NAMESPACE).sql(sql))) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    private static int newest() {
        List<Integer> versions = PgServer.versions();
        return versions.get(versions.size() - 1);
    }
}
