package dev.cdcnotifier.replication;

import static dev.cdcnotifier.replication.TestDatabase.publication;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.FaultyProxy;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LostConnectionIT {

    private static final PublicationSpec ROWS = publication("rows", "rows");
    private static final Duration SOON = Duration.ofSeconds(60);

    /** One version for what does not depend on it. */
    private static final int ANY = PgServer.versions().get(0);

    static List<Integer> versions() {
        return PgServer.versions();
    }

    private static TestDatabase database(PgServer server) throws SQLException {
        TestDatabase database = new TestDatabase(server);
        database.execute("CREATE TABLE rows (id text PRIMARY KEY, payload text)");
        return database;
    }

    private static ReplicationSettings impatient(TestDatabase database) {
        return new ReplicationSettings(
                database.slot, List.of(ROWS), Provision.CREATE, Provision.CREATE, false, false, Duration.ofSeconds(1));
    }

    /** Polls until it fails, and says how. */
    private static SQLException failure(PgReplicationStream stream, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            while (System.nanoTime() - deadline < 0) {
                stream.poll();
            }
        } catch (SQLException e) {
            return e;
        }
        throw new AssertionError("poll has not failed within " + atMost);
    }

    /** Polls and confirms what the server says, as an idle worker does, until it fails. */
    private static SQLException failureOfIdleWorker(PgReplicationStream stream) {
        long deadline = System.nanoTime() + SOON.toNanos();
        try {
            while (System.nanoTime() - deadline < 0) {
                if (stream.poll() == null) {
                    stream.confirm(stream.serverPosition());
                }
            }
        } catch (SQLException e) {
            return e;
        }
        throw new AssertionError("poll has not failed within " + SOON);
    }

    @Test
    void a_silent_server_is_noticed() throws Exception {
        try (TestDatabase database = database(PgServers.shared(ANY));
                FaultyProxy proxy = FaultyProxy.to(database.server.host(), database.server.port());
                SourceDatabase source = database.source(proxy.port())) {
            ReplicationSource replication = new ReplicationSource(source, impatient(database));
            try (ReplicationSession session = replication.open(replication.prepare())) {
                assertThat(session.stream().poll()).isNull();
                proxy.freeze();
                SQLException failure = failure(session.stream(), Duration.ofSeconds(5));
                assertThat(failure.getSQLState()).isEqualTo("08006");
                assertThat(failure.getCause()).hasMessageContaining("silent");
            }
        }
    }

    @Test
    void a_silent_server_is_noticed_also_by_a_reader_that_is_often_busy_elsewhere() throws Exception {
        try (TestDatabase database = database(PgServers.shared(ANY));
                FaultyProxy proxy = FaultyProxy.to(database.server.host(), database.server.port());
                SourceDatabase source = database.source(proxy.port())) {
            ReplicationSource replication = new ReplicationSource(source, impatient(database));
            try (ReplicationSession session = replication.open(replication.prepare())) {
                assertThat(session.stream().poll()).isNull();
                proxy.freeze();
                SQLException failure = failureOfBusyReader(session.stream());
                assertThat(failure.getCause()).hasMessageContaining("silent");
            }
        }
    }

    @Test
    void a_server_that_is_silent_because_it_is_at_work_is_waited_for() throws Exception {
        try (TestDatabase database = database(PgServers.shared(ANY));
                FaultyProxy proxy = FaultyProxy.to(database.server.host(), database.server.port());
                SourceDatabase source = database.source(proxy.port())) {
            ReplicationSource replication = new ReplicationSource(source, impatient(database));
            try (ReplicationSession session = replication.open(replication.prepare())) {
                PgReplicationStream stream = session.stream();
                assertThat(stream.poll()).isNull();
                proxy.freeze();
                long limit = replication.settings().silenceLimit().toNanos();
                long end = System.nanoTime() + 3 * limit;
                while (System.nanoTime() - end < 0) {
                    stream.busy(System.nanoTime());
                    stream.poll();
                }
                assertThat(failure(stream, Duration.ofSeconds(5)).getCause())
                        .as("once nobody says that it is at work")
                        .hasMessageContaining("silent");
            }
        }
    }

    /** Reads once in a while, with longer in between than makes a reader one that was away. */
    private static SQLException failureOfBusyReader(PgReplicationStream stream) {
        long end = System.nanoTime() + SOON.toNanos();
        try {
            while (System.nanoTime() - end < 0) {
                stream.poll();
                LockSupport.parkNanos(Duration.ofMillis(1100).toNanos());
            }
        } catch (SQLException e) {
            return e;
        }
        throw new AssertionError("a silent server was not noticed");
    }

    @Test
    void an_idle_server_that_answers_is_not_taken_for_a_silent_one() throws Exception {
        try (TestDatabase database = database(PgServers.shared(ANY));
                SourceDatabase source = database.source()) {
            ReplicationSource replication = new ReplicationSource(source, impatient(database));
            try (ReplicationSession session = replication.open(replication.prepare())) {
                long end = System.nanoTime()
                        + 2 * replication.settings().silenceLimit().toNanos();
                while (System.nanoTime() - end < 0) {
                    session.stream().poll();
                }
            }
        }
    }

    @Test
    void a_message_that_stops_in_the_middle_is_noticed() throws Exception {
        try (TestDatabase database = database(PgServers.shared(ANY));
                StallingPump pump = new StallingPump(database.server.host(), database.server.port());
                SourceDatabase source = database.source(pump.port())) {
            ReplicationSource replication = new ReplicationSource(source, impatient(database));
            StreamPlan plan = replication.prepare();
            try (ReplicationSession session = replication.open(plan)) {
                pump.stallAfter(1_000_000);
                database.execute("INSERT INTO rows VALUES ('1', repeat('x', 5000000))");
                SQLException failure = failure(session.stream(), Duration.ofSeconds(5));
                assertThat(failure.getSQLState()).isEqualTo("08006");
                assertThat(failure.getCause()).hasMessageContaining("silent");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_terminated_walsender_is_noticed_at_once(int version) throws Exception {
        try (TestDatabase database = database(PgServers.shared(version));
                SourceDatabase source = database.source()) {
            ReplicationSource replication = new ReplicationSource(source, database.settings(Provision.CREATE, ROWS));
            try (ReplicationSession session = replication.open(replication.prepare())) {
                database.query("SELECT pg_terminate_backend(" + session.backendPid() + ")");
                assertThat(failure(session.stream(), Duration.ofSeconds(2)).getSQLState())
                        .startsWith("08");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_fast_shutdown_is_noticed_and_not_held_up(int version) throws Exception {
        try (PgServer server = PgServer.start(version)) {
            TestDatabase database = database(server);
            try (SourceDatabase source = database.source()) {
                ReplicationSource replication =
                        new ReplicationSource(source, database.settings(Provision.CREATE, ROWS));
                try (ReplicationSession session = replication.open(replication.prepare())) {
                    CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> server.stopFast(SOON));
                    assertThat(failureOfIdleWorker(session.stream()).getSQLState())
                            .startsWith("08");
                    stopped.get();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void after_a_crash_of_the_server_the_process_still_knows_what_it_confirmed(int version) throws Exception {
        try (PgServer server = PgServer.builder(version).durable().start()) {
            TestDatabase database = database(server);
            try (SourceDatabase source = database.source()) {
                ReplicationSource replication =
                        new ReplicationSource(source, database.settings(Provision.CREATE, ROWS));
                Follower follower = new Follower(replication);
                follower.followUntil(() -> !follower.plans.isEmpty());
                database.execute("CHECKPOINT", "INSERT INTO rows VALUES ('1')");
                follower.followUntil(() -> follower.texts("rows").contains("1"));
                server.kill9();
                server.restart();
                database.execute("INSERT INTO rows VALUES ('2')");
                follower.followUntil(() -> follower.texts("rows").contains("2"));
                assertThat(follower.texts("rows")).containsExactly("1", "2");
            }
        }
    }
}
