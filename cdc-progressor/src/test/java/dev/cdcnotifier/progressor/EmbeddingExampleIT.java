package dev.cdcnotifier.progressor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.CdcNotifier;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import dev.cdcnotifier.testkit.TopicReader;
import dev.cdcnotifier.testkit.TopicRecord;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class EmbeddingExampleIT {

    private static final String NAMESPACE = "default/default";

    private static KafkaBroker kafka;

    @BeforeAll
    static void startKafka() {
        kafka = KafkaBroker.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void the_progressor_example_streams_tells_its_states_and_leaves_no_meter() throws Exception {
        try (ProgressorFixture fixture = new ProgressorFixture(PgServers.shared(15), kafka).withTopics()) {
            fixture.createTables(NAMESPACE);
            MeterRegistry meters = new SimpleMeterRegistry();
            List<String> states = new CopyOnWriteArrayList<>();
            try (CdcNotifier notifier = EmbeddingExample.startProgressor(
                    EmbeddingExample.endpoint(
                            fixture.pg.host(), fixture.pg.port(), fixture.database, PgServer.SUPERUSER, "postgres"),
                    fixture.slot(1),
                    Map.of("bootstrap.servers", fixture.bootstrapServers),
                    fixture.events,
                    fixture.lifecycle,
                    meters,
                    (stream, before, after) -> states.add(after.name()))) {
                ProgressorFixture.await("streaming", () -> states.contains("STREAMING"), notifier);
                fixture.engine(NAMESPACE).startProcess("p");
                assertThat(fixture.awaitStory(NAMESPACE, "p", 2)).containsExactly("created", "event 1");
                assertThat(meters.get("cdc.rows").functionCounters()).isNotEmpty();

                String stream = notifier.streams().get(0).stream();
                EmbeddingExample.pause(notifier, stream);
                ProgressorFixture.await("a pause", () -> states.contains("PAUSED"), notifier);
                EmbeddingExample.skipWhatHalts(notifier);
                EmbeddingExample.resume(notifier, stream);
                ProgressorFixture.awaitStream(
                        notifier, "streaming again", s -> s.state().ready());
            }
            assertThat(states).last().isEqualTo("STOPPED");
            assertThat(meters.getMeters()).isEmpty();
        }
    }

    @Test
    void the_example_with_a_table_of_its_own_streams() throws Exception {
        try (ProgressorFixture fixture = new ProgressorFixture(PgServers.shared(15), kafka).withTopics()) {
            fixture.pg.execute(fixture.database, "CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL)");
            try (CdcNotifier notifier = EmbeddingExample.startOwnTable(
                    fixture.endpoint(),
                    fixture.slot(1),
                    Map.of("bootstrap.servers", fixture.bootstrapServers),
                    fixture.events)) {
                ProgressorFixture.awaitStream(
                        notifier, "streaming", s -> s.state().ready());
                fixture.pg.execute(
                        fixture.database,
                        "INSERT INTO customers VALUES (7, 'Ada')",
                        "UPDATE customers SET name = 'Ada L.' WHERE id = 7",
                        "DELETE FROM customers WHERE id = 7");
                assertThat(messages(fixture, 3)).containsExactly("7=Ada", "7=Ada L.", "7=");
            }
        }
    }

    private static List<String> messages(ProgressorFixture fixture, int count) {
        try (TopicReader reader =
                new TopicReader(kafka.bootstrapServers(), TopicReader.Isolation.READ_UNCOMMITTED, fixture.events)) {
            return reader.readCount(count, ProgressorFixture.PATIENCE).stream()
                    .map(EmbeddingExampleIT::text)
                    .toList();
        }
    }

    private static String text(TopicRecord message) {
        return new String(message.key(), StandardCharsets.UTF_8)
                + '='
                + new String(message.value(), StandardCharsets.UTF_8);
    }
}
