package dev.cdcnotifier;

import static dev.cdcnotifier.StreamFixture.await;
import static dev.cdcnotifier.StreamFixture.awaitState;
import static dev.cdcnotifier.StreamFixture.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.testkit.FaultyProxy;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The primary dies and its standby takes its place at the same address. */
@Timeout(300)
class FailoverIT {

    private static final int KEYS = 5;

    private static KafkaBroker kafka;

    @BeforeAll
    static void startKafka() {
        kafka = KafkaBroker.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    static List<Integer> versions() {
        return PgServer.versions().stream().filter(version -> version >= 17).toList();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_stream_with_a_synchronised_slot_goes_on_at_the_new_primary_and_loses_nothing(int major) throws Exception {
        try (PgServer primary = PgServer.builder(major).durable().start();
                PgServer standby = PgServer.standbyOf(primary);
                FaultyProxy address = FaultyProxy.to(primary.host(), primary.port());
                StreamFixture fixture = new StreamFixture(primary, kafka)) {
            fixture.failoverSlot = true;
            fixture.pgPort = address.port();
            CountingLoad.insertKeys(fixture, KEYS);
            try (CdcNotifier notifier = fixture.startStreaming();
                    CountingLoad load = new CountingLoad(() -> fixture.pg.connect(fixture.database), KEYS)) {
                awaitSynchronised(fixture, standby);
                load.awaitMore(200);
                primary.kill9();
                failOver(fixture, standby, address);
                awaitStatus(notifier, "a restart", status -> status.restarts() > 0);
                awaitState(notifier, "STREAMING");
                load.awaitMore(200);
                load.assertComplete(fixture);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void without_its_slot_at_the_new_primary_the_stream_stops_and_makes_none(int major) throws Exception {
        try (PgServer primary = PgServer.start(major);
                PgServer standby = PgServer.standbyOf(primary);
                FaultyProxy address = FaultyProxy.to(primary.host(), primary.port());
                StreamFixture fixture = new StreamFixture(primary, kafka)) {
            fixture.pgPort = address.port();
            try (CdcNotifier notifier = fixture.start()) {
                awaitState(notifier, "STREAMING");
                fixture.insert(1, "before");
                fixture.awaitMessages("1=before");
                awaitReplayed(fixture, standby);
                primary.kill9();
                failOver(fixture, standby, address);
                StreamStatus stopped = awaitStatus(notifier, "slot_missing", status -> status.state()
                        .reason()
                        .equals("slot_missing"));
                assertThat(stopped.state().name()).isEqualTo("NEEDS_OPERATOR");
                assertThat(stopped.state().message()).contains("was at ");
                awaitStatus(notifier, "two more looks", status -> status.restarts() > stopped.restarts() + 1);
                assertThat(fixture.query("SELECT count(*) FROM pg_replication_slots"))
                        .isEqualTo("0");
            }
        }
    }

    @Test
    void a_standby_that_is_not_promoted_yet_is_waited_for() throws Exception {
        int major = versions().get(0);
        try (PgServer primary = PgServer.start(major);
                PgServer standby = PgServer.standbyOf(primary);
                FaultyProxy address = FaultyProxy.to(primary.host(), primary.port());
                StreamFixture fixture = new StreamFixture(primary, kafka)) {
            fixture.failoverSlot = true;
            fixture.pgPort = address.port();
            try (CdcNotifier notifier = fixture.start()) {
                awaitState(notifier, "STREAMING");
                awaitSynchronised(fixture, standby);
                primary.kill9();
                address.retarget(standby.host(), standby.port());
                address.cutAll();
                StreamStatus waiting = awaitStatus(notifier, "not_primary", status -> status.state()
                        .reason()
                        .equals("not_primary"));
                assertThat(waiting.state().name()).isEqualTo("RETRY");
                awaitStatus(notifier, "two more looks", status -> status.restarts() > waiting.restarts() + 1);
                standby.promote();
                fixture.pg = standby;
                awaitState(notifier, "STREAMING");
                fixture.insert(1, "after");
                fixture.awaitMessages("1=after");
            }
        }
    }

    @Test
    void a_standby_that_answers_for_a_moment_during_a_pause_does_not_look_like_a_lost_slot() throws Exception {
        try (PgServer primary = PgServer.start(versions().get(0));
                PgServer standby = PgServer.standbyOf(primary);
                FaultyProxy address = FaultyProxy.to(primary.host(), primary.port());
                StreamFixture fixture = new StreamFixture(primary, kafka)) {
            fixture.pgPort = address.port();
            try (CdcNotifier notifier = fixture.startStreaming()) {
                fixture.insert(1, "before");
                fixture.awaitMessages("1=before");
                awaitReplayed(fixture, standby);
                notifier.pause(notifier.streams().get(0).stream());
                awaitState(notifier, "PAUSED");
                address.retarget(standby.host(), standby.port());
                address.cutAll();
                awaitLook(fixture, standby);
                address.retarget(primary.host(), primary.port());
                address.cutAll();
                fixture.insert(2, "after");
                notifier.resume(notifier.streams().get(0).stream());
                awaitState(notifier, "STREAMING");
                fixture.awaitMessages("2=after");
            }
        }
    }

    /** Waits until our session at the standby has asked its last question of a look. */
    private static void awaitLook(StreamFixture fixture, PgServer standby) {
        await("a look at the standby", () -> query(
                        standby,
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'cdc-notifier'"
                                + " AND datname = '" + fixture.database + "' AND state = 'idle'"
                                + " AND (query LIKE '%pg_locks%' OR query LIKE '%pg_is_in_recovery%')")
                .equals("1"));
    }

    private static void failOver(StreamFixture fixture, PgServer standby, FaultyProxy address) throws SQLException {
        standby.promote();
        fixture.pg = standby;
        address.retarget(standby.host(), standby.port());
        address.cutAll();
    }

    /** Waits until the standby has the slot for good, and no further back than it is at the primary now. */
    private static void awaitSynchronised(StreamFixture fixture, PgServer standby) {
        Lsn now = fixture.confirmedFlush();
        await("the slot at the standby", () -> {
            String there = query(
                    standby,
                    "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE synced AND NOT temporary AND"
                            + " slot_name = '" + fixture.slot + "'");
            return !there.isEmpty() && !Lsn.parse(there).isBefore(now);
        });
    }

    private static void awaitReplayed(StreamFixture fixture, PgServer standby) throws SQLException {
        Lsn end = fixture.walEnd();
        await("the standby has it all", () -> !Lsn.parse(query(standby, "SELECT pg_last_wal_replay_lsn()"))
                .isBefore(end));
    }

    /** In a database that every standby has: the fixture's own may still be on its way there. */
    private static String query(PgServer server, String sql) throws SQLException {
        try (Connection connection = server.connect(PgServer.SUPERUSER);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }
}
