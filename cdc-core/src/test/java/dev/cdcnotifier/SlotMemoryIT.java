package dev.cdcnotifier;

import static dev.cdcnotifier.StreamFixture.await;
import static dev.cdcnotifier.StreamFixture.awaitNeedsOperator;
import static dev.cdcnotifier.StreamFixture.awaitState;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a slot while no process of ours is there is noticed by the next one. */
@Timeout(300)
class SlotMemoryIT {

    private static KafkaBroker kafka;

    @BeforeAll
    static void startKafka() {
        kafka = KafkaBroker.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    static Stream<Arguments> versionsAndModes() {
        return PgServer.versions().stream()
                .flatMap(major -> Stream.of(Arguments.of(major, false), Arguments.of(major, true)));
    }

    @ParameterizedTest
    @MethodSource("versionsAndModes")
    void a_slot_that_vanished_while_no_process_ran_is_made_again_only_on_an_operators_word(int major, boolean once)
            throws Exception {
        try (StreamFixture fixture = fixture(major, once)) {
            Lsn before = deliverOne(fixture);
            fixture.insert(2, "lost");
            fixture.dropSlot(fixture.slot);
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            try (CdcNotifier notifier = CdcNotifier.builder().meters(meters).stream(fixture.settings())
                    .start()) {
                assertThat(awaitNeedsOperator(notifier, "slot_missing"))
                        .contains("was at ", "timeline 1", "resume the stream", "init --new-slot");
                assertThat(positionIn(notifier, "was at ")).isGreaterThanOrEqualTo(before);
                assertThat(slots(fixture)).isEqualTo("0");
                assertThat(notifier.streams().get(0).lag().bytes().orElse(0))
                        .as("what was not delivered, as far as that is known")
                        .isPositive();
                notifier.resume(notifier.streams().get(0).stream());
                awaitState(notifier, "STREAMING");
                fixture.insert(3, "new");
                fixture.awaitMessages("3=new");
                assertThat(made(meters, "again")).isEqualTo(1);
            }
            assertThat(fixture.readAll()).containsOnlyOnce("1=one", "3=new").doesNotContain("2=lost");
            // What was accepted is remembered as well.
            fixture.startStreaming().close();
        }
    }

    @ParameterizedTest
    @CsvSource({"14,false", "17,true", "18,false"})
    void a_publication_that_was_dropped_while_no_process_ran_is_made_again_only_on_an_operators_word(
            int major, boolean once) throws Exception {
        try (StreamFixture fixture = fixture(major, once)) {
            deliverOne(fixture);
            fixture.execute("DROP PUBLICATION \"rows/publication\"");
            fixture.insert(2, "lost");
            try (CdcNotifier notifier = fixture.start()) {
                assertThat(awaitNeedsOperator(notifier, "publication_missing"))
                        .contains("the stream had it", "resume the stream", "init --new-slot");
                assertThat(fixture.query("SELECT count(*) FROM pg_publication")).isEqualTo("0");
                notifier.resume(notifier.streams().get(0).stream());
                awaitState(notifier, "STREAMING");
                fixture.insert(3, "new");
                fixture.awaitMessages("3=new");
            }
            // What was accepted is remembered as well.
            fixture.startStreaming().close();
        }
    }

    @Test
    void who_accepts_a_missing_publication_has_not_accepted_that_the_slot_was_made_again() throws Exception {
        try (StreamFixture fixture = fixture(17, true)) {
            deliverOne(fixture);
            fixture.insert(2, "lost");
            fixture.execute("DROP PUBLICATION \"rows/publication\"");
            fixture.dropSlot(fixture.slot);
            fixture.execute("SELECT pg_create_logical_replication_slot('" + fixture.slot + "', 'pgoutput')");
            try (CdcNotifier notifier = fixture.start()) {
                awaitNeedsOperator(notifier, "publication_missing");
                notifier.resume(notifier.streams().get(0).stream());
                awaitNeedsOperator(notifier, "slot_moved");
                notifier.resume(notifier.streams().get(0).stream());
                awaitState(notifier, "STREAMING");
            }
        }
    }

    @Test
    void a_table_that_was_taken_out_of_its_publication_while_no_process_ran_stops_the_stream() throws Exception {
        try (StreamFixture fixture = fixture(17, false)) {
            deliverOne(fixture);
            fixture.execute("ALTER PUBLICATION \"rows/publication\" DROP TABLE rows");
            try (CdcNotifier notifier = fixture.start()) {
                assertThat(awaitNeedsOperator(notifier, "publication_narrow")).contains("the stream had it");
                fixture.execute("ALTER PUBLICATION \"rows/publication\" ADD TABLE rows");
                awaitState(notifier, "STREAMING");
            }
        }
    }

    @Test
    void a_publication_that_the_stream_never_had_is_made_without_a_word() throws Exception {
        try (StreamFixture fixture = fixture(17, false)) {
            fixture.execute("SELECT pg_create_logical_replication_slot('" + fixture.slot + "', 'pgoutput')");
            fixture.startStreaming().close();
            assertThat(fixture.query("SELECT count(*) FROM pg_publication")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @MethodSource("versionsAndModes")
    void a_slot_that_was_made_again_while_no_process_ran_stops_the_stream_with_both_positions(int major, boolean once)
            throws Exception {
        try (StreamFixture fixture = fixture(major, once)) {
            deliverOne(fixture);
            fixture.insert(2, "lost");
            fixture.dropSlot(fixture.slot);
            fixture.execute("SELECT pg_create_logical_replication_slot('" + fixture.slot + "', 'pgoutput')");
            Lsn made = fixture.confirmedFlush();
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            try (CdcNotifier notifier = CdcNotifier.builder().meters(meters).stream(fixture.settings())
                    .start()) {
                assertThat(awaitNeedsOperator(notifier, "slot_moved"))
                        .contains("is confirmed up to " + made, "delivered only up to ");
                assertThat(fixture.confirmedFlush()).as("nothing is confirmed").isEqualTo(made);
                notifier.resume(notifier.streams().get(0).stream());
                awaitState(notifier, "STREAMING");
                fixture.insert(3, "new");
                fixture.awaitMessages("3=new");
                assertThat(made(meters, "accepted")).isEqualTo(1);
            }
            fixture.startStreaming().close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_slot_that_was_moved_ahead_while_no_process_ran_stops_the_stream(boolean once) throws Exception {
        try (StreamFixture fixture = fixture(16, once)) {
            deliverOne(fixture);
            fixture.insert(2, "passed over");
            fixture.execute("SELECT pg_replication_slot_advance('" + fixture.slot + "', pg_current_wal_lsn())");
            try (CdcNotifier notifier = fixture.start()) {
                awaitNeedsOperator(notifier, "slot_moved");
                // Looked at again and again, it is not taken for another runner's.
                long restarts = notifier.streams().get(0).restarts();
                await("further looks", () -> notifier.streams().get(0).restarts() > restarts + 2);
                awaitNeedsOperator(notifier, "slot_moved");
            }
            try (CdcNotifier another = fixture.start()) {
                awaitNeedsOperator(another, "slot_moved");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_position_is_written_down_before_it_is_confirmed(boolean once) throws Exception {
        try (StreamFixture fixture = fixture(17, once)) {
            for (int round = 0; round < 3; round++) {
                try (CdcNotifier notifier = fixture.startStreaming()) {
                    fixture.insert(round, "row");
                    fixture.awaitMessages(round + "=row");
                    // As abrupt as it can be: whatever is confirmed then must not be news to the next process.
                    notifier.close(Duration.ZERO);
                }
            }
            fixture.startStreaming().close();
            assertThat(fixture.readAll()).contains("0=row", "1=row", "2=row");
        }
    }

    @Test
    void a_slot_is_made_for_the_first_time_without_a_word() throws Exception {
        try (StreamFixture fixture = fixture(18, false)) {
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            try (CdcNotifier notifier = CdcNotifier.builder().meters(meters).stream(fixture.settings())
                    .start()) {
                awaitState(notifier, "STREAMING");
                assertThat(made(meters, "first")).isEqualTo(1);
                assertThat(meters.find("cdc.slots.made").tag("kind", "again").counter())
                        .isNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_slot_that_nothing_is_remembered_of_is_taken_as_it_is_and_remembered_from_then_on(boolean once)
            throws Exception {
        try (StreamFixture fixture = fixture(15, once)) {
            deliverOne(fixture);
            kafka.deleteTopic(topic(fixture));
            fixture.insert(2, "two");
            fixture.startStreaming().close();
            fixture.awaitMessages("2=two");
            fixture.dropSlot(fixture.slot);
            try (CdcNotifier notifier = fixture.start()) {
                awaitNeedsOperator(notifier, "slot_missing");
            }
        }
    }

    @Test
    void a_stream_that_changes_its_mode_of_delivery_still_knows_its_slot() throws Exception {
        try (StreamFixture fixture = fixture(17, false)) {
            deliverOne(fixture);
            fixture.positionTopic = fixture.memoryTopic;
            fixture.startStreaming().close();
            fixture.dropSlot(fixture.slot);
            try (CdcNotifier notifier = fixture.start()) {
                awaitNeedsOperator(notifier, "slot_missing");
            }
            fixture.positionTopic = null;
            try (CdcNotifier notifier = fixture.start()) {
                awaitNeedsOperator(notifier, "slot_missing");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void runners_that_take_over_from_each_other_are_no_false_alarm(boolean once) throws Exception {
        try (StreamFixture fixture = fixture(16, once)) {
            CdcNotifier active = fixture.startStreaming();
            for (int round = 0; round < 3; round++) {
                fixture.insert(round, "row");
                fixture.awaitMessages(round + "=row");
                CdcNotifier standby = fixture.start();
                awaitState(standby, "STANDBY");
                active.close();
                awaitState(standby, "STREAMING");
                active = standby;
            }
            active.close();
        }
    }

    @Test
    void a_runner_that_comes_back_after_another_has_streamed_and_gone_goes_on() throws Exception {
        try (StreamFixture fixture = fixture(17, false);
                CdcNotifier first = fixture.startStreaming()) {
            fixture.insert(1, "one");
            fixture.awaitMessages("1=one");
            first.pause(first.streams().get(0).stream());
            awaitState(first, "PAUSED");
            try (CdcNotifier second = fixture.startStreaming()) {
                fixture.insert(2, "two");
                fixture.awaitMessages("2=two");
                assertThat(second.streams()).hasSize(1);
            }
            first.resume(first.streams().get(0).stream());
            awaitState(first, "STREAMING");
            fixture.insert(3, "three");
            fixture.awaitMessages("3=three");
        }
    }

    @Test
    void a_first_slot_is_made_while_kafka_is_away_and_keeps_what_is_committed_meanwhile() throws Exception {
        try (StreamFixture fixture = fixture(17, false)) {
            startWithoutKafka(fixture, () -> fixture.insert(1, "one"));
            try (CdcNotifier notifier = fixture.startStreaming()) {
                fixture.awaitMessages("1=one");
                assertThat(notifier.streams()).hasSize(1);
            }
        }
    }

    @Test
    void a_slot_that_vanished_and_was_made_while_kafka_was_away_stops_the_stream_before_anything_is_sent()
            throws Exception {
        try (StreamFixture fixture = fixture(17, false)) {
            deliverOne(fixture);
            fixture.dropSlot(fixture.slot);
            fixture.insert(2, "lost");
            startWithoutKafka(fixture, () -> fixture.insert(3, "kept"));
            try (CdcNotifier notifier = fixture.start()) {
                StreamFixture.awaitNeedsOperator(notifier, "slot_moved");
            }
            assertThat(fixture.readAll()).hasSize(1);
        }
    }

    private interface Meanwhile {
        void happens() throws Exception;
    }

    private static void startWithoutKafka(StreamFixture fixture, Meanwhile meanwhile) throws Exception {
        String reachable = fixture.bootstrapServers;
        fixture.bootstrapServers = "127.0.0.1:1";
        try (CdcNotifier notifier = fixture.start()) {
            StreamFixture.awaitStatus(notifier, "kafka", s -> s.state().reason().equals("kafka_unavailable"));
            assertThat(slots(fixture)).isEqualTo("1");
            meanwhile.happens();
        }
        fixture.bootstrapServers = reachable;
    }

    private static StreamFixture fixture(int major, boolean once) throws Exception {
        StreamFixture fixture = new StreamFixture(PgServers.shared(major), kafka);
        fixture.memoryTopic = "memory-" + UUID.randomUUID();
        fixture.positionTopic = once ? fixture.memoryTopic : null;
        return fixture;
    }

    private static String topic(StreamFixture fixture) {
        return fixture.memoryTopic;
    }

    /** Streams one row, stops in order, and returns where the slot is left. */
    private static Lsn deliverOne(StreamFixture fixture) throws Exception {
        try (CdcNotifier notifier = fixture.startStreaming()) {
            fixture.insert(1, "one");
            fixture.awaitMessages("1=one");
            assertThat(notifier.streams()).hasSize(1);
        }
        return fixture.confirmedFlush();
    }

    private static Lsn positionIn(CdcNotifier notifier, String after) {
        String message = notifier.streams().get(0).state().message();
        String rest = message.substring(message.indexOf(after) + after.length());
        return Lsn.parse(rest.substring(0, rest.indexOf(' ')));
    }

    private static String slots(StreamFixture fixture) {
        return fixture.query("SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + fixture.slot + "'");
    }

    private static double made(SimpleMeterRegistry meters, String kind) {
        return meters.get("cdc.slots.made").tag("kind", kind).counter().count();
    }
}
