package dev.cdcnotifier.replication;

import static dev.cdcnotifier.replication.TestDatabase.namespace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What two runners of one slot know of each other, and what they take for somebody else's doing. */
class SlotSharingIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final PublicationSpec NAMESPACE = namespace("ns");

    static List<Integer> versions() {
        return PgServer.versions();
    }

    private static TestDatabase database(int version) throws SQLException {
        return new TestDatabase(PgServers.shared(version)).withTables(NAMESPACE);
    }

    private static ReplicationSource runner(TestDatabase database, SourceDatabase source) {
        return new ReplicationSource(source, database.settings(Provision.CREATE, NAMESPACE));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void who_finds_the_slot_ahead_in_the_hands_of_another_runner_stands_by_and_takes_over_later(int version)
            throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase first = database.source();
                SourceDatabase second = database.source()) {
            ReplicationSource frozen = runner(database, first);
            frozen.open(frozen.prepare()).close();
            ReplicationSource active = runner(database, second);
            try (ReplicationSession session = openWhenFree(active)) {
                moveOn(database, session);
                assertThatThrownBy(frozen::prepare).isInstanceOf(SlotBusyException.class);
            }
            openWhenFree(frozen).close();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void who_stood_by_and_took_over_does_not_take_its_own_old_session_for_another_runner(int version) throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase first = database.source();
                SourceDatabase second = database.source()) {
            ReplicationSource active = runner(database, first);
            ReplicationSource standby = runner(database, second);
            try (ReplicationSession session = active.open(active.prepare())) {
                assertThatThrownBy(standby::prepare).isInstanceOf(SlotBusyException.class);
            }
            try (ReplicationSession session = openWhenFree(standby)) {
                standby.check();
                assertThat(standby.otherRunners()).isZero();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void who_had_a_standby_takes_over_again_after_that_one_moved_the_slot_and_died_unseen(int version)
            throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase first = database.source()) {
            ReplicationSource active = runner(database, first);
            try (SourceDatabase second = database.source()) {
                ReplicationSource standby = runner(database, second);
                try (ReplicationSession session = active.open(active.prepare())) {
                    active.check();
                    assertThat(active.otherRunners()).isZero();
                    assertThatThrownBy(standby::prepare).isInstanceOf(SlotBusyException.class);
                    active.check();
                    assertThat(active.otherRunners()).isEqualTo(1);
                    moveOn(database, session);
                }
                try (ReplicationSession session = openWhenFree(standby)) {
                    moveOn(database, session);
                }
            }
            openWhenFree(active).close();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_slot_that_is_dropped_while_a_runner_stands_by_is_not_made_anew_by_that_one(int version) throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase first = database.source();
                SourceDatabase second = database.source()) {
            ReplicationSource active = runner(database, first);
            ReplicationSource standby = runner(database, second);
            try (ReplicationSession session = active.open(active.prepare())) {
                assertThatThrownBy(standby::prepare).isInstanceOf(SlotBusyException.class);
                assertThat(session.backendPid()).isPositive();
            }
            dropSlot(database);
            assertThat(refusal(standby)).isEqualTo(Reason.SLOT_MISSING);
            assertThat(refusal(active)).isEqualTo(Reason.SLOT_MISSING);
            database.createSlot();
            assertThat(refusal(standby)).isEqualTo(Reason.SLOT_MOVED);
            assertThat(refusal(active)).isEqualTo(Reason.SLOT_MOVED);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_slot_that_a_stranger_read_is_not_taken_for_a_runners_work(int version) throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase source = database.source()) {
            ReplicationSource runner = runner(database, source);
            runner.open(runner.prepare()).close();
            database.execute("INSERT INTO ns_events VALUES ('taken')");
            Await.until("the slot to be free for the stranger", SOON, () -> {
                database.execute("SELECT count(*) FROM pg_logical_slot_get_binary_changes('" + database.slot
                        + "', NULL, NULL, 'proto_version', '1', 'publication_names', 'ns')");
                return true;
            });
            assertThat(refusal(runner)).isEqualTo(Reason.SLOT_MOVED);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_slot_made_anew_on_an_idle_server_is_noticed_too(int version) throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase source = database.source()) {
            ReplicationSource runner = runner(database, source);
            try (ReplicationSession session = runner.open(runner.prepare())) {
                moveOn(database, session);
            }
            dropSlot(database);
            database.createSlot();
            assertThat(refusal(runner)).isEqualTo(Reason.SLOT_MOVED);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_slot_put_back_behind_what_was_delivered_repeats_and_loses_nothing(int version) throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase source = database.source()) {
            ReplicationSource runner = runner(database, source);
            Follower follower = new Follower(runner);
            runner.prepare();
            copySlot(database, database.slot.value(), "older_" + database.slot);
            database.execute("INSERT INTO ns_events VALUES ('1')");
            follower.followUntil(() -> follower.texts("ns_events").contains("1"));
            dropSlot(database);
            copySlot(database, "older_" + database.slot, database.slot.value());
            database.execute("INSERT INTO ns_events VALUES ('2')");
            follower.followUntil(() -> follower.texts("ns_events").contains("2"));
            assertThat(follower.texts("ns_events")).containsExactly("1", "2");
        }
    }

    private static void copySlot(TestDatabase database, String from, String to) throws SQLException {
        database.execute("SELECT pg_copy_logical_replication_slot('" + from + "', '" + to + "')");
    }

    /** The server takes a moment to notice that a session is gone. */
    private static void dropSlot(TestDatabase database) {
        Await.until("the slot to be dropped", SOON, () -> {
            database.execute("SELECT pg_drop_replication_slot('" + database.slot + "')");
            return true;
        });
    }

    private static ReplicationSession openWhenFree(ReplicationSource runner) throws Exception {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (true) {
            try {
                return runner.open(runner.prepare());
            } catch (SlotBusyException e) {
                assertThat(System.nanoTime() - deadline).as(e.getMessage()).isNegative();
            }
        }
    }

    /** Writes something, and confirms the stream beyond it. */
    private static void moveOn(TestDatabase database, ReplicationSession session) throws SQLException {
        String before = database.confirmedFlush();
        database.execute("CREATE TABLE unrelated ()", "DROP TABLE unrelated");
        Await.until("the slot to move on", SOON, () -> {
            if (session.stream().poll() == null) {
                session.stream().confirm(session.stream().serverPosition());
            }
            return !database.confirmedFlush().equals(before);
        });
    }

    private static Reason refusal(ReplicationSource runner) {
        return catchThrowableOfType(PreconditionException.class, runner::prepare)
                .reason();
    }
}
