package dev.cdcnotifier.progressor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.CdcNotifier;
import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.supervision.StateListener;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import dev.cdcnotifier.testkit.TopicReader;
import dev.cdcnotifier.testkit.TopicRecord;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
    void the_progressor_example_streams_tells_its_states_and_leaves_no_meter(@TempDir Path folder) throws Exception {
        Class<?> example = ExampleProject.compiled(folder).load("StreamProgressor");
        for (String topic : List.of("events", "lifecycle")) {
            kafka.createTopic(topic, 3);
        }
        try (ProgressorFixture fixture = new ProgressorFixture(PgServers.shared(15), kafka)) {
            fixture.createTables(NAMESPACE);
            MeterRegistry meters = new SimpleMeterRegistry();
            List<String> states = new CopyOnWriteArrayList<>();
            StateListener listener = (stream, before, after) -> states.add(after.name());
            Object database = example.getMethod(
                            "database", String.class, int.class, String.class, String.class, String.class)
                    .invoke(
                            null,
                            fixture.pg.host(),
                            fixture.pg.port(),
                            fixture.database,
                            PgServer.SUPERUSER,
                            "postgres");
            try (CdcNotifier notifier = (CdcNotifier) example.getMethod(
                            "start",
                            PgEndpoint.class,
                            SlotName.class,
                            Map.class,
                            MeterRegistry.class,
                            StateListener.class)
                    .invoke(
                            null,
                            database,
                            fixture.slot(1),
                            Map.of("bootstrap.servers", fixture.bootstrapServers),
                            meters,
                            listener)) {
                ProgressorFixture.await("streaming", () -> states.contains("STREAMING"), notifier);
                fixture.engine(NAMESPACE).startProcess("p");
                try (TopicReader reader = new TopicReader(
                        kafka.bootstrapServers(), TopicReader.Isolation.READ_UNCOMMITTED, "events", "lifecycle")) {
                    assertThat(reader.readCount(2, ProgressorFixture.PATIENCE))
                            .extracting(TopicRecord::topic)
                            .containsExactlyInAnyOrder("events", "lifecycle");
                }
                assertThat(meters.get("cdc.rows").functionCounters()).isNotEmpty();

                String stream = notifier.streams().get(0).stream();
                EmbeddingExample.pause(notifier, stream);
                ProgressorFixture.await("a pause", () -> states.contains("PAUSED"), notifier);
                EmbeddingExample.skipWhatHalts(notifier);
                EmbeddingExample.resume(notifier, stream);
                ProgressorFixture.awaitStream(
                        notifier, "streaming again", s -> s.state().ready());
                EmbeddingExample.close(notifier);
            }
            assertThat(states).last().isEqualTo("STOPPED");
            assertThat(meters.getMeters()).isEmpty();
        }
    }

    @Test
    void the_example_with_a_table_of_its_own_makes_json_whose_values_are_right(@TempDir Path folder) throws Exception {
        ExampleProject project = ExampleProject.compiled(folder);
        kafka.createTopic("orders", 3);
        try (ProgressorFixture fixture = new ProgressorFixture(PgServers.shared(15), kafka)) {
            fixture.pg.execute(
                    fixture.database,
                    "CREATE TABLE orders (id bigint PRIMARY KEY, customer text NOT NULL, total numeric(12,2) NOT NULL,"
                            + " paid boolean, placed_at timestamptz NOT NULL DEFAULT now(),"
                            + " tags text[] NOT NULL DEFAULT '{}')");
            Path output = folder.resolve("printed");
            Process service = start(project, fixture, output);
            try {
                awaitLine(service, output, "shop/orders is STREAMING");
                String large = "x".repeat(100_000);
                fixture.pg.execute(
                        fixture.database,
                        "ALTER TABLE orders ALTER customer SET STORAGE EXTERNAL",
                        "INSERT INTO orders VALUES (7, 'Ada \"L.\"', 12.50, true, '2026-03-22 06:12:27+02', '{new,NULL}')",
                        "UPDATE orders SET paid = NULL, total = 9999999999.99, customer = '" + large + "' WHERE id = 7",
                        "UPDATE orders SET paid = false WHERE id = 7", // the large value is not sent again
                        "DELETE FROM orders WHERE id = 7");
                assertThat(messages(4))
                        .containsExactly(
                                "7={\"id\":7,\"customer\":\"Ada \\\"L.\\\"\",\"total\":12.50,\"paid\":true,"
                                        + "\"placedAt\":\"2026-03-22T04:12:27Z\",\"tags\":[\"new\",null]}",
                                order(large, "null"),
                                order(large, "false"),
                                "7={\"id\":7,\"deleted\":true}");
            } finally {
                service.destroy();
                assertThat(service.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private static String order(String customer, String paid) {
        return "7={\"id\":7,\"customer\":\"" + customer + "\",\"total\":9999999999.99,\"paid\":" + paid
                + ",\"placedAt\":\"2026-03-22T04:12:27Z\",\"tags\":[\"new\",null]}";
    }

    /** Runs its main, as a user would. */
    private static Process start(ExampleProject project, ProgressorFixture fixture, Path output) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder command = new ProcessBuilder(java, "-cp", project.classpath(), "example.StreamOrders")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        command.environment()
                .putAll(Map.of(
                        "PGHOST",
                        fixture.pg.host(),
                        "PGPORT",
                        Integer.toString(fixture.pg.port()),
                        "PGDATABASE",
                        fixture.database,
                        "PGUSER",
                        PgServer.SUPERUSER,
                        "PGPASSWORD",
                        "postgres",
                        "KAFKA",
                        fixture.bootstrapServers));
        return command.start();
    }

    /** Waits until the process has printed the line; fails at once when it ends without. */
    private static void awaitLine(Process process, Path output, String line) throws Exception {
        Await.until("the example says " + line, ProgressorFixture.PATIENCE, () -> {
            boolean isThere = Files.readAllLines(output).contains(line);
            assertThat(isThere || process.isAlive())
                    .as("the example lives, having printed:\n%s", Files.readString(output))
                    .isTrue();
            return isThere;
        });
    }

    private static List<String> messages(int count) {
        try (TopicReader reader =
                new TopicReader(kafka.bootstrapServers(), TopicReader.Isolation.READ_UNCOMMITTED, "orders")) {
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
