package dev.cdcnotifier.replication;

import static dev.cdcnotifier.replication.TestDatabase.publication;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputDecoder;
import dev.cdcnotifier.pgoutput.PgOutputMessage;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Commit;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Insert;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

class PgReplicationStreamIT {

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
                database.slot, List.of(ROWS), Provision.CREATE, Provision.CREATE, false, false, Duration.ofSeconds(2));
    }

    private static PgOutputMessage next(PgReplicationStream stream) throws SQLException {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (System.nanoTime() - deadline < 0) {
            ByteBuffer message = stream.poll();
            if (message != null) {
                return PgOutputDecoder.decode(message);
            }
        }
        throw new AssertionError("no message came");
    }

    private static Commit nextCommit(PgReplicationStream stream) throws SQLException {
        while (true) {
            if (next(stream) instanceof Commit commit) {
                return commit;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void what_is_confirmed_reaches_the_slot_and_nothing_before_it_comes_again(int version) throws Exception {
        try (TestDatabase database = database(PgServers.shared(version));
                SourceDatabase source = database.source()) {
            ReplicationSource replication = new ReplicationSource(source, database.settings(Provision.CREATE, ROWS));
            Commit first;
            try (ReplicationSession session = replication.open(replication.prepare())) {
                assertThat(session.stream().poll()).isNull();
                database.execute("INSERT INTO rows VALUES ('1')", "INSERT INTO rows VALUES ('2')");
                first = nextCommit(session.stream());
                session.stream().confirm(first.endLsn());
                Await.until("the slot to move", SOON, () -> database.confirmedFlush()
                        .equals(first.endLsn().toString()));
                session.stream().confirm(Lsn.NONE);
                nextCommit(session.stream());
            }
            Follower nextProcess = new Follower(new ReplicationSource(source, replication.settings()));
            nextProcess.followUntil(() -> !nextProcess.rows.isEmpty());
            assertThat(nextProcess.texts("rows")).containsExactly("2");
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void an_idle_stream_follows_the_log_of_others(int version) throws Exception {
        try (TestDatabase database = database(PgServers.shared(version));
                SourceDatabase source = database.source()) {
            ReplicationSource replication = new ReplicationSource(source, database.settings(Provision.CREATE, ROWS));
            try (ReplicationSession session = replication.open(replication.prepare())) {
                Lsn end =
                        Lsn.parse(database.query("SELECT pg_logical_emit_message(true, 'noise', repeat('x', 100000))"));
                Await.until(
                        "the keepalive",
                        SOON,
                        () -> session.stream().poll() == null
                                && !session.stream().serverPosition().isBefore(end));
                session.stream().confirm(session.stream().serverPosition());
                Await.until("the slot to move", SOON, () -> !Lsn.parse(database.confirmedFlush())
                        .isBefore(end));
            }
        }
    }

    /**
     * A transaction is received and not delivered; then a keepalive comes in the middle of one that began long before.
     * The driver's own flushing takes that for a licence to confirm both.
     */
    @Test
    void a_keepalive_in_a_long_transaction_confirms_nothing() throws Exception {
        try (TestDatabase database = database(PgServers.shared(ANY));
                SourceDatabase source = database.source();
                Connection slow = database.connect()) {
            ReplicationSource replication = new ReplicationSource(source, database.settings(Provision.CREATE, ROWS));
            try (ReplicationSession session = replication.open(replication.prepare())) {
                PgReplicationStream stream = session.stream();
                longTransaction(database, slow);
                Lsn delivered = nextCommit(stream).endLsn();
                stream.confirm(delivered);
                undeliveredThenLong(database, slow);
                assertThat(nextCommit(stream).endLsn()).isGreaterThan(delivered);
                awaitServerBlockedInSending(database);
                for (int rows = 0; rows < LONG_ROWS; ) {
                    if (next(stream) instanceof Insert) {
                        rows++;
                        stream.confirm(delivered);
                    }
                }
                Await.until("the server to have heard all", SOON, () -> stream.poll() == null);
                assertThat(database.confirmedFlush()).isEqualTo(delivered.toString());
            }
        }
    }

    /** The same with the driver's flushing on loses the transaction: so the test above can fail. */
    @Test
    void the_drivers_own_flushing_would_confirm_what_was_not_delivered() throws Exception {
        try (TestDatabase database = database(PgServers.shared(ANY));
                SourceDatabase source = database.source();
                Connection slow = database.connect()) {
            new ReplicationSource(source, database.settings(Provision.CREATE, ROWS)).prepare();
            LinkWatch watch = new LinkWatch(Duration.ofSeconds(30));
            try (Connection connection = source.replicationConnection(watch, Duration.ofSeconds(20))) {
                PGReplicationStream stream = connection
                        .unwrap(PGConnection.class)
                        .getReplicationAPI()
                        .replicationStream()
                        .logical()
                        .withSlotName(database.slot.value())
                        .withAutomaticFlush(true)
                        .withStatusInterval(5, TimeUnit.SECONDS)
                        .withSlotOption("proto_version", "1")
                        .withSlotOption("publication_names", "rows")
                        .start();
                longTransaction(database, slow);
                Lsn delivered = rawCommit(stream);
                stream.setFlushedLSN(LogSequenceNumber.valueOf(delivered.value()));
                stream.forceUpdateStatus();
                undeliveredThenLong(database, slow);
                Lsn undelivered = rawCommit(stream);
                awaitServerBlockedInSending(database);
                for (int rows = 0; rows < LONG_ROWS; ) {
                    ByteBuffer message = stream.readPending();
                    if (message != null && PgOutputDecoder.decode(message) instanceof Insert) {
                        rows++;
                        stream.forceUpdateStatus();
                    }
                }
                Await.until("the driver to have confirmed it by itself", SOON, () -> {
                    stream.readPending();
                    stream.forceUpdateStatus();
                    return !Lsn.parse(database.confirmedFlush()).isBefore(undelivered);
                });
                watch.cut();
            }
        }
    }

    /** More than the sockets' buffers hold, so that the server answers pings in the middle of it. */
    private static final int LONG_ROWS = 4000;

    private static void longTransaction(TestDatabase database, Connection slow) throws SQLException {
        slow.setAutoCommit(false);
        try (Statement statement = slow.createStatement()) {
            statement.execute("INSERT INTO rows SELECT 'long ' || i, repeat('x', 10000) FROM generate_series(1, "
                    + LONG_ROWS + ") i");
        }
        database.execute("INSERT INTO rows VALUES ('delivered')");
    }

    private static void undeliveredThenLong(TestDatabase database, Connection slow) throws SQLException {
        database.execute("INSERT INTO rows VALUES ('undelivered')");
        slow.commit();
    }

    /** Only a walsender that waits for room in the socket reads our status, and answers it, inside a transaction. */
    private static void awaitServerBlockedInSending(TestDatabase database) {
        Await.until("the server to be blocked in sending", SOON, () -> "WalSenderWriteData"
                .equals(database.query("SELECT coalesce((SELECT wait_event FROM pg_stat_activity WHERE pid ="
                        + " (SELECT active_pid FROM pg_replication_slots WHERE slot_name = '" + database.slot.value()
                        + "')), '')")));
    }

    private static Lsn rawCommit(PGReplicationStream stream) throws SQLException {
        while (true) {
            ByteBuffer message = stream.readPending();
            if (message != null && PgOutputDecoder.decode(message) instanceof Commit commit) {
                return commit.endLsn();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_stream_that_is_not_read_lives_on_as_long_as_it_is_confirmed(int version) throws Exception {
        try (TestDatabase database = database(PgServers.shared(version));
                SourceDatabase source = database.source()) {
            ReplicationSource replication = new ReplicationSource(source, impatient(database));
            try (ReplicationSession session = replication.open(replication.prepare())) {
                String sent = "SELECT reply_time > now() - interval '300 ms' AND backend_start < now() - interval '5 s'"
                        + " FROM pg_stat_replication WHERE pid = " + session.backendPid();
                Await.until("two and a half of wal_sender_timeout", SOON, () -> {
                    session.stream().confirm(Lsn.NONE);
                    return "t".equals(database.query(sent));
                });
                database.execute("INSERT INTO rows VALUES ('1')");
                assertThat(nextCommit(session.stream())).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void the_session_has_its_settings_whatever_the_process_and_the_user_say(int version) throws Exception {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
        Map<String, String> theirs = Map.of(
                "options", "-c TimeZone=Asia/Tokyo -c DateStyle=German -c work_mem=7MB",
                "socketTimeout", "1",
                "loginTimeout", "3",
                "replication", "false",
                "preferQueryMode", "extended",
                "ApplicationName", "theirs");
        try (TestDatabase database = new TestDatabase(PgServers.shared(version));
                SourceDatabase source =
                        new SourceDatabase(database.endpoint(PgServer.SUPERUSER, theirs), "cdc-notifier")) {
            LinkWatch watch = new LinkWatch(SOON);
            try (Connection replication = source.replicationConnection(watch, Duration.ofSeconds(20));
                    Connection control = source.connection()) {
                for (Connection connection : List.of(replication, control)) {
                    assertThat(show(connection, "TimeZone")).isEqualTo("UTC");
                    assertThat(show(connection, "DateStyle")).startsWith("ISO");
                    assertThat(show(connection, "row_security")).isEqualTo("off");
                    assertThat(show(connection, "work_mem")).isEqualTo("7MB");
                    assertThat(show(connection, "application_name")).isEqualTo("cdc-notifier");
                }
                assertThat(show(replication, "wal_sender_timeout")).isEqualTo("20s");
                assertThat(show(control, "search_path")).isEqualTo("pg_catalog, pg_temp");
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void a_position_beyond_the_limit_of_the_session_is_refused() throws Exception {
        try (TestDatabase database = database(PgServers.shared(ANY));
                SourceDatabase source = database.source()) {
            ReplicationSource replication = new ReplicationSource(source, database.settings(Provision.CREATE, ROWS));
            StreamPlan plan = replication.prepare();
            Lsn limit = new Lsn(plan.start().value() + 100);
            StreamPlan limited =
                    new StreamPlan(plan.server(), plan.publications(), plan.start(), plan.resumeAt(), limit, false);
            try (ReplicationSession session = replication.open(limited)) {
                session.stream().confirm(limit);
                assertThatThrownBy(() -> session.stream().confirm(new Lsn(limit.value() + 1)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement();
                var row = statement.executeQuery("SHOW " + setting)) {
            row.next();
            return row.getString(1);
        }
    }
}
