package dev.cdcnotifier;

import static dev.cdcnotifier.StreamFixture.await;
import static dev.cdcnotifier.StreamFixture.awaitNeedsOperator;
import static dev.cdcnotifier.StreamFixture.awaitState;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A topic that is deleted, at brokers that create whatever a client asks for, which is Kafka's default. */
@Timeout(180)
class DeletedTopicIT {

    private static KafkaBroker kafka;

    @BeforeAll
    static void startKafka() {
        kafka = KafkaBroker.builder()
                .setting("auto.create.topics.enable", "true")
                .setting("num.partitions", "1")
                .start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void no_message_goes_to_a_topic_that_was_created_again_until_an_operator_accepts_it(boolean exactlyOnce)
            throws Exception {
        try (StreamFixture fixture = fixture(exactlyOnce);
                CdcNotifier notifier = fixture.startStreaming()) {
            fixture.insert(1, "a");
            fixture.awaitMessages("1=a");
            kafka.deleteTopic(fixture.topic);
            String told = fixture.insertUntilNeedsOperator(notifier, "topic_recreated");
            assertThat(told).contains(fixture.topic, "it had 3 partitions, it has 1 partition", "resume");
            assertThat(fixture.readAll())
                    .as("messages in the topic that a client created")
                    .isEmpty();

            kafka.deleteTopic(fixture.topic);
            kafka.createTopic(fixture.topic, 3);
            assertThat(awaitNeedsOperator(notifier, "topic_recreated")).contains("it had 3 partitions");
            await(
                    "another look",
                    () -> notifier.streams().get(0).state().message().contains("it has 3 partitions"));
            assertThat(fixture.readAll()).isEmpty();
            notifier.resume("test/" + fixture.slot);
            Lsn end = fixture.walEnd();
            await("slot follows", () -> !fixture.confirmedFlush().isBefore(end));
            assertThat(fixture.readAll())
                    .as("what was written since the deletion")
                    .contains("1000000=x");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_topic_that_is_deleted_under_an_idle_stream_is_missed_and_created_by_nobody(boolean exactlyOnce)
            throws Exception {
        try (StreamFixture fixture = fixture(exactlyOnce);
                CdcNotifier notifier = fixture.startStreaming()) {
            kafka.deleteTopic(fixture.topic);
            assertThat(awaitNeedsOperator(notifier, "topic_missing"))
                    .contains(fixture.topic, "was deleted", "--partitions 3");
            long restarts = notifier.streams().get(0).restarts();
            await("three more attempts", () -> notifier.streams().get(0).restarts() >= restarts + 3);
            assertThat(kafka.topics()).doesNotContain(fixture.topic);

            kafka.createTopic(fixture.topic, 3);
            awaitState(notifier, "STREAMING");
            fixture.insert(1, "a");
            fixture.awaitMessages("1=a");
        }
    }

    @Test
    void a_missing_topic_that_comes_back_with_other_partitions_is_not_written_to() throws Exception {
        try (StreamFixture fixture = fixture(false);
                CdcNotifier notifier = fixture.startStreaming()) {
            kafka.deleteTopic(fixture.topic);
            awaitNeedsOperator(notifier, "topic_missing");
            kafka.createTopic(fixture.topic, 2);
            assertThat(awaitNeedsOperator(notifier, "topic_recreated"))
                    .contains("it had 3 partitions, it has 2 partitions");
            notifier.resume("test/" + fixture.slot);
            awaitState(notifier, "STREAMING");
        }
    }

    @Test
    void dead_letters_do_not_go_to_a_topic_that_was_created_again() throws Exception {
        try (StreamFixture fixture = fixture(false)) {
            String dead = fixture.topic + "-dead";
            fixture.deadLetters = new Destination("main", dead);
            kafka.createTopic(dead, 2);
            try (CdcNotifier notifier = fixture.startStreaming()) {
                kafka.deleteTopic(dead);
                kafka.createTopic(dead, 2);
                fixture.insert(1, "poison");
                assertThat(awaitNeedsOperator(notifier, "topic_recreated")).contains(dead);
            }
        }
    }

    @Test
    void a_position_topic_that_is_deleted_under_an_idle_stream_stops_it() throws Exception {
        try (StreamFixture fixture = fixture(true);
                CdcNotifier notifier = fixture.startStreaming()) {
            kafka.deleteTopic(fixture.positionTopic);
            assertThat(awaitNeedsOperator(notifier, "position_topic_missing")).contains(fixture.positionTopic);
        }
    }

    @Test
    void a_topic_with_more_partitions_is_noticed_under_an_idle_stream() throws Exception {
        try (StreamFixture fixture = fixture(false);
                CdcNotifier notifier = fixture.startStreaming()) {
            kafka.admin()
                    .createPartitions(Map.of(fixture.topic, org.apache.kafka.clients.admin.NewPartitions.increaseTo(5)))
                    .all()
                    .get();
            await("a restart", () -> notifier.streams().get(0).restarts() == 1);
            awaitState(notifier, "STREAMING");
            assertThat(List.of(notifier.streams().get(0).lastFailure().failure().reason()))
                    .containsExactly("partitions_changed");
        }
    }

    private static StreamFixture fixture(boolean exactlyOnce) throws Exception {
        StreamFixture fixture = new StreamFixture(PgServers.shared(17), kafka);
        fixture.positionTopic = exactlyOnce ? "positions-" + UUID.randomUUID() : null;
        return fixture;
    }
}
