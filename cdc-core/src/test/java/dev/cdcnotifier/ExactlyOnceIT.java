package dev.cdcnotifier;

import static dev.cdcnotifier.StreamFixture.await;
import static dev.cdcnotifier.StreamFixture.awaitState;
import static dev.cdcnotifier.StreamFixture.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import dev.cdcnotifier.testkit.TopicReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a reader of committed records sees when delivery is exactly-once, on a real PostgreSQL and a real Kafka. */
@Timeout(180)
class ExactlyOnceIT {

    private static KafkaBroker kafka;

    private final String positions = "positions-" + UUID.randomUUID();

    @BeforeAll
    static void startKafka() {
        kafka = KafkaBroker.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    static List<Integer> versions() {
        return PgServer.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void each_row_is_seen_once_over_stops_and_starts_and_the_slot_follows(int major) throws Exception {
        try (StreamFixture fixture = fixture(major)) {
            for (int round = 0; round < 3; round++) {
                try (CdcNotifier notifier = fixture.startStreaming()) {
                    fixture.execute("INSERT INTO rows SELECT i, 'x' FROM generate_series(" + (round * 1000) + ", "
                            + (round * 1000 + 499) + ") i");
                    awaitStatus(notifier, "some rows", status -> status.rows() > 0);
                    assertThat(notifier.streams().get(0).delivery()).isEqualTo("exactly-once");
                }
                fixture.execute("INSERT INTO rows SELECT i, 'y' FROM generate_series(" + (round * 1000 + 500) + ", "
                        + (round * 1000 + 999) + ") i");
            }
            Lsn end = fixture.walEnd();
            try (CdcNotifier notifier = fixture.startStreaming()) {
                await("slot follows", () -> !fixture.confirmedFlush().isBefore(end));
                assertThat(notifier.streams()).hasSize(1);
            }
            assertOnce(fixture, 3000);
        }
    }

    @Test
    void what_the_server_sends_again_is_not_sent_to_kafka_again() throws Exception {
        try (StreamFixture fixture = fixture(16)) {
            fixture.startStreaming().close();
            String copy = "pg_copy_logical_replication_slot('%s', '%s')";
            fixture.execute("SELECT " + copy.formatted(fixture.slot, fixture.slot + "_before"));
            try (CdcNotifier notifier = fixture.startStreaming()) {
                fixture.execute("INSERT INTO rows SELECT i, 'x' FROM generate_series(0, 99) i");
                Lsn end = fixture.walEnd();
                await("slot follows", () -> !fixture.confirmedFlush().isBefore(end));
                assertThat(notifier.streams()).hasSize(1);
            }
            // As after a crash of the server, which may forget what was confirmed since its last checkpoint.
            fixture.dropSlot(fixture.slot);
            fixture.execute("SELECT " + copy.formatted(fixture.slot + "_before", fixture.slot));
            fixture.dropSlot(new SlotName(fixture.slot + "_before"));
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            try (CdcNotifier notifier = CdcNotifier.builder().meters(meters).stream(fixture.settings())
                    .start()) {
                awaitState(notifier, "STREAMING");
                fixture.insert(100, "x");
                Lsn end = fixture.walEnd();
                await("slot follows", () -> !fixture.confirmedFlush().isBefore(end));
                assertThat(meters.get("cdc.rows.repeated").functionCounter().count())
                        .as("rows the server sent again")
                        .isEqualTo(100);
            }
            assertOnce(fixture, 101);
        }
    }

    @Test
    void a_transaction_larger_than_the_window_goes_on_where_it_was_interrupted() throws Exception {
        try (StreamFixture fixture = fixture(17)) {
            fixture.windowRecords = 200;
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            try (CdcNotifier notifier = CdcNotifier.builder().meters(meters).stream(fixture.settings())
                    .start()) {
                awaitState(notifier, "STREAMING");
                // More than connections hold on their way: the server has not sent it whole when it is interrupted.
                fixture.execute("INSERT INTO rows SELECT i, repeat('x', 2000) FROM generate_series(0, 9999) i");
                awaitStatus(notifier, "a part of it", status -> status.rows() >= 1_000);
                await("an interruption", () -> {
                    fixture.execute("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots"
                            + " WHERE slot_name = '" + fixture.slot + "'");
                    return notifier.streams().get(0).restarts() > 0;
                });
                Lsn end = fixture.walEnd();
                await("slot follows", () -> !fixture.confirmedFlush().isBefore(end));
                assertThat(meters.get("cdc.rows.repeated").functionCounter().count())
                        .as("rows passed over after an interruption inside of the transaction")
                        .isPositive();
            }
            assertOnce(fixture, 10_000);
        }
    }

    @Test
    void a_poison_row_lets_what_is_before_it_be_seen_and_nothing_comes_twice_after_it_is_mended() throws Exception {
        try (StreamFixture fixture = fixture(15)) {
            try (CdcNotifier notifier = fixture.startStreaming()) {
                fixture.execute("INSERT INTO rows VALUES (1, 'a'), (2, 'b'), (3, 'poison'), (4, 'd')");
                awaitStatus(notifier, "halt", s -> s.state().reason().equals("poison_row"));
            }
            assertThat(readOnce(fixture, 2)).containsExactlyInAnyOrder("1=a", "2=b");
            fixture.deadLetters = new Destination("main", fixture.topic + "-dead");
            kafka.createTopic(fixture.topic + "-dead", 1);
            try (CdcNotifier notifier = fixture.startStreaming()) {
                Lsn end = fixture.walEnd();
                await("slot follows", () -> !fixture.confirmedFlush().isBefore(end));
                assertThat(notifier.streams()).hasSize(1);
            }
            assertThat(readOnce(fixture, 3)).containsExactlyInAnyOrder("1=a", "2=b", "4=d");
            assertThat(TopicReader.readAll(kafka, fixture.topic + "-dead")).hasSize(1);
        }
    }

    @Test
    void a_topic_for_positions_that_is_not_compacted_is_refused() throws Exception {
        kafka.createTopic(positions, 1);
        assertRefused("position_topic_wrong", "cleanup.policy=delete");
    }

    @Test
    void a_topic_for_positions_of_several_partitions_is_refused() throws Exception {
        kafka.createTopic(positions, 2, Map.of("cleanup.policy", "compact"));
        assertRefused("position_topic_wrong", "has 2 partitions");
    }

    @Test
    void brokers_without_the_newer_transactions_are_refused() throws Exception {
        try (KafkaBroker older = KafkaBroker.start();
                StreamFixture fixture = new StreamFixture(PgServers.shared(16), older)) {
            FeatureUpdate first = new FeatureUpdate((short) 1, FeatureUpdate.UpgradeType.SAFE_DOWNGRADE);
            older.admin()
                    .updateFeatures(Map.of("transaction.version", first), new UpdateFeaturesOptions())
                    .all()
                    .get();
            fixture.positionTopic = positions;
            try (CdcNotifier notifier = fixture.start()) {
                assertStopped(notifier, "kafka_transactions", "transaction.version");
            }
        }
    }

    @Test
    void a_topic_for_positions_that_is_deleted_under_the_stream_stops_it() throws Exception {
        try (StreamFixture fixture = fixture(16);
                CdcNotifier notifier = fixture.startStreaming()) {
            fixture.insert(1, "a");
            readOnce(fixture, 1);
            kafka.deleteTopic(positions);
            endSession(fixture);
            assertStopped(notifier, "position_topic_missing", "is gone");
        }
    }

    @Test
    void a_topic_for_positions_that_is_made_anew_under_the_stream_stops_it() throws Exception {
        try (StreamFixture fixture = fixture(16);
                CdcNotifier notifier = fixture.startStreaming()) {
            fixture.insert(1, "a");
            readOnce(fixture, 1);
            kafka.deleteTopic(positions);
            kafka.createTopic(positions, 1, Map.of("cleanup.policy", "compact"));
            endSession(fixture);
            assertStopped(notifier, "position_lost", "positions");
        }
    }

    private void assertRefused(String reason, String message) throws Exception {
        try (StreamFixture fixture = fixture(16);
                CdcNotifier notifier = fixture.start()) {
            assertStopped(notifier, reason, message);
        }
    }

    private static void endSession(StreamFixture fixture) throws Exception {
        fixture.execute("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                + fixture.slot + "'");
    }

    private static void assertStopped(CdcNotifier notifier, String reason, String message) {
        awaitState(notifier, "NEEDS_OPERATOR");
        assertThat(notifier.streams().get(0).state().reason()).isEqualTo(reason);
        assertThat(notifier.streams().get(0).state().message()).contains(message);
    }

    private StreamFixture fixture(int major) throws Exception {
        StreamFixture fixture = new StreamFixture(PgServers.shared(major), kafka);
        fixture.positionTopic = positions;
        return fixture;
    }

    /** What a reader of committed records sees: a commit is decided a moment before each partition knows of it. */
    private static List<String> readOnce(StreamFixture fixture, int count) {
        await(count + " messages", () -> fixture.readAll().size() >= count);
        return fixture.readAll();
    }

    private static void assertOnce(StreamFixture fixture, int count) {
        assertThat(readOnce(fixture, count)).hasSize(count).doesNotHaveDuplicates();
    }
}
