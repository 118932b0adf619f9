package dev.cdcnotifier;

import static dev.cdcnotifier.StreamFixture.awaitState;
import static dev.cdcnotifier.StreamFixture.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream that does not move is behind, whatever keeps it: on a real PostgreSQL and a real Kafka. */
@Timeout(300)
class LagIT {

    /** More WAL than anything but a real backlog makes. */
    private static final String MUCH = "INSERT INTO other SELECT i FROM generate_series(1, 20000) i";

    private static KafkaBroker kafka;

    @BeforeAll
    static void startKafka() {
        kafka = KafkaBroker.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    static List<Integer> versionsWithFailoverSlots() {
        return PgServer.versions().stream().filter(version -> version >= 17).toList();
    }

    @ParameterizedTest
    @MethodSource("versionsWithFailoverSlots")
    void a_server_that_waits_for_a_standby_is_named_and_the_stream_is_not_ready(int major) throws Exception {
        try (PgServer server = PgServer.builder(major)
                        .setting("synchronized_standby_slots", "nowhere")
                        .start();
                StreamFixture fixture = new StreamFixture(server, kafka)) {
            fixture.failoverSlot = true;
            try (CdcNotifier notifier = fixture.startStreaming()) {
                fixture.insert(1, "held");
                StreamStatus held = awaitStatus(notifier, "stalled", is("STALLED", "waiting_for_standby"));
                assertThat(held.state().ready()).isFalse();
                assertThat(held.state().message())
                        .contains("nowhere does not exist")
                        .endsWith("Run: ALTER SYSTEM SET synchronized_standby_slots = ''; SELECT pg_reload_conf();");
                assertThat(held.lag().bytes().orElseThrow()).isPositive();
                fixture.execute(MUCH);
                awaitStatus(
                        notifier,
                        "the lag grows",
                        s -> lag(s) > 1_000_000 && s.lag().seconds() > 5);

                fixture.execute("ALTER SYSTEM SET synchronized_standby_slots = ''", "SELECT pg_reload_conf()");
                fixture.awaitMessages("1=held");
                awaitState(notifier, "STREAMING");
                awaitStatus(notifier, "no lag", s -> lag(s) < 100_000 && s.lag().seconds() == 0);
            }
        }
    }

    @Test
    void a_quiet_stream_on_a_busy_server_is_not_behind() throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(16), kafka);
                CdcNotifier notifier = fixture.startStreaming()) {
            for (int round = 0; round < 30; round++) {
                fixture.execute(MUCH);
                StreamStatus now = notifier.streams().get(0);
                assertThat(now.state().name()).isEqualTo("STREAMING");
                assertThat(now.state().reason()).isEmpty();
            }
            awaitStatus(notifier, "no lag", s -> s.lag().seconds() == 0 && lag(s) < 100_000);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_halted_streams_lag_grows_with_the_servers_wal_and_with_time(boolean exactlyOnce) throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(16), kafka)) {
            fixture.positionTopic = exactlyOnce ? "positions-" + UUID.randomUUID() : null;
            try (CdcNotifier notifier = fixture.startStreaming()) {
                fixture.insert(1, "poison");
                awaitStatus(
                        notifier,
                        "poison_row",
                        is("NEEDS_OPERATOR", "poison_row").and(s -> lag(s) > 0));
                fixture.execute(MUCH);
                awaitStatus(notifier, "the lag grows", s -> lag(s) > 1_000_000);
                assertGrows(notifier);
            }
        }
    }

    @Test
    void a_stream_whose_slot_is_gone_is_as_far_behind_as_what_it_confirmed() throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(17), kafka);
                CdcNotifier notifier = fixture.startStreaming()) {
            fixture.insert(1, "before");
            fixture.awaitMessages("1=before");
            notifier.pause(notifier.streams().get(0).stream());
            awaitState(notifier, "PAUSED");
            fixture.execute(MUCH);
            awaitStatus(notifier, "the lag of a paused stream", s -> lag(s) > 1_000_000);
            fixture.dropSlot(fixture.slot);
            notifier.resume(notifier.streams().get(0).stream());
            awaitStatus(notifier, "slot_missing", s -> s.state().reason().equals("slot_missing"));
            long before = lag(notifier.streams().get(0));
            assertThat(before).isGreaterThan(1_000_000);
            fixture.execute(MUCH);
            awaitStatus(notifier, "the lag grows", s -> lag(s) > before + 1_000_000);
            assertGrows(notifier);
        }
    }

    @Test
    void while_kafka_is_away_the_lag_grows() throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(15), kafka)) {
            fixture.bootstrapServers = "127.0.0.1:1";
            try (CdcNotifier notifier = fixture.start()) {
                awaitState(notifier, "RETRY");
                fixture.execute(MUCH);
                awaitStatus(notifier, "the lag grows", s -> lag(s) > 1_000_000);
                assertGrows(notifier);
            }
        }
    }

    @Test
    void while_postgresql_is_away_the_last_known_lag_is_told_as_a_least() throws Exception {
        try (PgServer server = PgServer.start(18);
                StreamFixture fixture = new StreamFixture(server, kafka);
                CdcNotifier notifier = fixture.startStreaming()) {
            notifier.pause(notifier.streams().get(0).stream());
            awaitState(notifier, "PAUSED");
            fixture.execute(MUCH);
            awaitStatus(notifier, "the lag", s -> lag(s) > 1_000_000);
            server.kill9();
            StreamStatus old =
                    awaitStatus(notifier, "an old figure", s -> s.lag().atLeast());
            assertThat(old.lag().bytes().orElseThrow()).isGreaterThan(1_000_000);
            assertThat(old.lag().asOf()).isNotNull();
            server.restart();
            awaitStatus(notifier, "a fresh figure", s -> !s.lag().atLeast());
        }
    }

    private static void assertGrows(CdcNotifier notifier) {
        double seconds = notifier.streams().get(0).lag().seconds();
        awaitStatus(notifier, "the seconds grow", s -> s.lag().seconds() > seconds + 1);
    }

    private static long lag(StreamStatus status) {
        return status.lag().bytes().orElse(0);
    }

    private static Predicate<StreamStatus> is(String state, String reason) {
        return status ->
                status.state().name().equals(state) && status.state().reason().equals(reason);
    }
}
