package dev.cdcnotifier.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PgServerIT {

    static List<Integer> versions() {
        return PgServer.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void each_version_decodes_logically_and_a_durable_one_survives_kill9(int major) throws Exception {
        try (PgServer server = PgServer.builder(major).durable().start()) {
            String database = server.createDatabase();
            server.execute(
                    database,
                    "CREATE TABLE kept (id int PRIMARY KEY)",
                    "CREATE PUBLICATION p FOR TABLE kept",
                    "SELECT pg_create_logical_replication_slot('s', 'pgoutput')",
                    "INSERT INTO kept SELECT generate_series(1, 1000)");
            long firstPid = server.pid();

            server.kill9();
            assertThat(server.isRunning()).isFalse();
            server.restart();

            assertThat(server.pid()).isNotEqualTo(firstPid);
            assertThat(query(server, database, "SHOW server_version_num")).startsWith(Integer.toString(major));
            assertThat(query(server, database, "SELECT count(*) FROM kept")).isEqualTo("1000");
            assertThat(query(
                            server,
                            database,
                            "SELECT count(*) FROM pg_logical_slot_peek_binary_changes("
                                    + "'s', NULL, NULL, 'proto_version', '1', 'publication_names', 'p')"))
                    .isEqualTo("1003");
        }
    }

    @Test
    void a_restart_keeps_data_and_port_and_close_leaves_nothing_behind() throws Exception {
        PgServer server = PgServer.start(newest());
        int port = server.port();
        Path data = Path.of(query(server, "postgres", "SHOW data_directory"));
        server.execute("postgres", "CREATE TABLE t (id int)", "INSERT INTO t VALUES (7)");

        server.restart();
        assertThat(server.port()).isEqualTo(port);
        assertThat(query(server, "postgres", "SELECT id FROM t")).isEqualTo("7");

        long pid = server.pid();
        server.close();
        assertThat(data).doesNotExist();
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    @Test
    void a_named_data_directory_stays_and_is_used_again(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        try (PgServer server = PgServer.builder(newest()).dataDirectory(data).start()) {
            server.execute("postgres", "CREATE TABLE t (id int)");
            server.stopFast();
        }
        assertThat(data).exists();
        try (PgServer server = PgServer.builder(newest()).dataDirectory(data).start()) {
            assertThat(query(server, "postgres", "SELECT count(*) FROM t")).isEqualTo("0");
        }
    }

    @Test
    void with_password_authentication_a_wrong_password_is_refused() throws Exception {
        try (PgServer server =
                PgServer.builder(newest()).passwordAuthentication().start()) {
            server.createReplicationRole("replicator", "it's secret");
            server.connect("postgres", "replicator", "it's secret").close();
            assertThatThrownBy(() -> server.connect("postgres", "replicator", "wrong"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
        }
    }

    @Test
    void a_setting_that_postgres_refuses_is_told_with_its_words() {
        assertThatThrownBy(() -> PgServer.builder(newest())
                        .setting("wal_level", "rubbish")
                        .start())
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("invalid value for parameter \"wal_level\"");
    }

    @Test
    void progress_is_told_step_by_step() {
        List<String> steps = new ArrayList<>();
        PgServer.builder(newest()).progress(steps::add).start().close();
        assertThat(steps).hasSize(3).last().asString().startsWith("starting PostgreSQL on port ");
    }

    @Test
    void a_shared_server_is_one_and_its_databases_go_with_their_slots() throws Exception {
        PgServer server = PgServers.shared(newest());
        assertThat(PgServers.shared(newest())).isSameAs(server);
        String database = server.createDatabase();
        String slot = database + "_slot";
        server.execute(database, "SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
        server.dropDatabase(database);
        assertThat(query(server, "postgres", "SELECT count(*) FROM pg_replication_slots"))
                .isEqualTo("0");
        assertThat(Files.exists(Path.of(query(server, "postgres", "SHOW data_directory"))))
                .isTrue();
    }

    private static int newest() {
        List<Integer> versions = PgServer.versions();
        return versions.get(versions.size() - 1);
    }

    private static String query(PgServer server, String database, String sql) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
