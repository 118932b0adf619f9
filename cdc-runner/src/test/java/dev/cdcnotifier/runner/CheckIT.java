package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.TopicReader;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import dev.cdcnotifier.testkit.progressor.ProgressorSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.yaml.snakeyaml.Yaml;

/** Somebody new sets a namespace up from nothing, with {@code check} as the only guide. */
@Timeout(300)
class CheckIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NAMESPACE = "demo/shop";

    @TempDir
    private Path folder;

    private String password = "a wrong password";

    /** What was found of one precondition. */
    private record Found(String name, String reason, List<Map<String, String>> remedies) {}

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void each_fault_in_turn_is_mended_by_what_check_prints_until_it_streams(int major) throws Exception {
        try (PgServer pg = PgServer.builder(major)
                        .passwordAuthentication()
                        .setting("wal_level", "replica")
                        .start();
                KafkaBroker kafka = KafkaBroker.start()) {
            pg.createDatabase("shop");
            pg.execute("shop", "CREATE ROLE cdc LOGIN PASSWORD 'the right password'");

            List<String> met = mendAll(pg, kafka);

            assertThat(met)
                    .containsExactly(
                            "postgres_authentication",
                            "wal_level",
                            "role_cannot_replicate",
                            "tables_missing",
                            "replica_identity",
                            "publication_missing",
                            "slot_missing",
                            "topic_missing",
                            "topic_missing");
            assertStreams(pg, kafka);

            pg.execute(
                    "shop",
                    "ALTER PUBLICATION \"demo/shop\" DROP TABLE \"demo/shop_events\"",
                    "ALTER TABLE \"demo/shop_processes\" REPLICA IDENTITY DEFAULT");
            try (Connection former = holdSlot(pg)) {
                assertThat(former.isClosed()).isFalse();
                assertThat(mendAll(pg, kafka)).containsExactly("replica_identity", "publication_narrow", "slot_busy");
            }
            assertStreams(pg, kafka);
        }
    }

    /** Does what the first fault asks for, again and again, and returns the reasons in the order they were met. */
    private List<String> mendAll(PgServer pg, KafkaBroker kafka) throws Exception {
        List<String> met = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            CommandRun check = check(pg, kafka);
            List<Found> failed = failed(check);
            if (failed.isEmpty()) {
                assertThat(check.code()).isZero();
                return met;
            }
            assertThat(check.code()).isEqualTo(1);
            met.add(failed.get(0).reason());
            mend(pg, kafka, failed.get(0));
        }
        throw new AssertionError("still failing after: " + met);
    }

    private void mend(PgServer pg, KafkaBroker kafka, Found fault) throws Exception {
        if (fault.reason().equals("postgres_authentication")) {
            assertThat(fault.remedies().get(0)).containsEntry("kind", "setting");
            password = "the right password";
            return;
        }
        if (fault.reason().equals("tables_missing")) {
            try (Connection engine = pg.connect("shop")) {
                new EngineTables(NAMESPACE).create(engine);
            }
            return;
        }
        assertThat(fault.remedies()).as(fault.toString()).isNotEmpty();
        for (Map<String, String> remedy : fault.remedies()) {
            String text = remedy.getOrDefault("text", "");
            if (remedy.get("kind").equals("sql")) {
                pg.execute("shop", text);
            } else if (text.startsWith("pg_ctl restart")) {
                pg.restart();
            } else {
                List<String> words = Arrays.asList(text.split(" "));
                assertThat(words)
                        .startsWith("kafka-topics.sh", "--bootstrap-server", kafka.bootstrapServers(), "--create");
                assertThat(words).contains("PARTITIONS");
                kafka.createTopic(words.get(words.indexOf("--topic") + 1), 3);
            }
        }
        if (fault.reason().equals("slot_busy")) {
            Await.until("the slot to be free", PATIENCE, () -> failed(check(pg, kafka))
                    .isEmpty());
        }
    }

    private void assertStreams(PgServer pg, KafkaBroker kafka) throws Exception {
        try (ProgressorSimulator engine = new ProgressorSimulator(() -> pg.connect("shop"), NAMESPACE);
                RunnerProcess runner = new RunnerProcess(config(pg, kafka))) {
            runner.start();
            runner.awaitStatus("/health/ready", 200);
            String process = "p" + System.nanoTime();
            engine.startProcess(process);
            try (TopicReader reader = new TopicReader(
                    kafka.directBootstrapServers(), TopicReader.Isolation.READ_UNCOMMITTED, "events", "lifecycle")) {
                reader.readUntil(
                        "both messages",
                        PATIENCE,
                        records -> records.stream()
                                        .filter(record -> record.keyText().equals(NAMESPACE + " " + process))
                                        .count()
                                == 2);
            }
            CommandRun beside = check(pg, kafka);
            assertThat(beside.code()).as(beside.out()).isZero();
            assertThat(beside.out()).contains("streamed by a cdc-notifier");
            runner.signal("TERM");
            assertThat(runner.awaitExit(PATIENCE)).isZero();
        }
        Await.until(
                "the slot to be free", PATIENCE, () -> check(pg, kafka).out().contains("free, at"));
    }

    private Connection holdSlot(PgServer pg) throws Exception {
        Properties properties = new Properties();
        properties.put("user", "cdc");
        properties.put("password", password);
        properties.put("replication", "database");
        properties.put("preferQueryMode", "simple");
        properties.put("assumeMinServerVersion", "14");
        Connection former = DriverManager.getConnection(pg.jdbcUrl("shop"), properties);
        former.unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName("cdc_slot")
                .withSlotOption("proto_version", "1")
                .withSlotOption("publication_names", "\"demo/shop\"")
                .start();
        return former;
    }

    private CommandRun check(PgServer pg, KafkaBroker kafka) throws Exception {
        Path file = Files.writeString(folder.resolve("cdc.conf"), config(pg, kafka));
        return CommandRun.of("check", "--config", file.toString(), "--json");
    }

    private static List<Found> failed(CommandRun check) {
        assertThat(check.err()).isEmpty();
        Map<String, List<Map<String, List<Map<String, List<Map<String, Object>>>>>>> json =
                new Yaml().load(check.out());
        return json.get("streams").stream()
                .flatMap(stream -> stream.get("systems").stream())
                .flatMap(system -> system.get("preconditions").stream())
                .filter(one -> one.get("state").equals("failed"))
                .map(CheckIT::found)
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static Found found(Map<String, Object> one) {
        return new Found(
                (String) one.get("name"), (String) one.get("reason"), (List<Map<String, String>>) one.get("remedies"));
    }

    private String config(PgServer pg, KafkaBroker kafka) {
        return """
               cdc-notifier {
                 databases { shop_db { host = "127.0.0.1", port = %d, database = shop, username = cdc, password = "%s" } }
                 kafka-clients { main { bootstrap.servers = "%s" } }
                 progressor {
                   publications = verify, slot = verify, reconnect-timeout = 500 ms
                   streams.shop_db.cdc_slot {
                     "demo/shop" { kafka-client = main, eventsink-topic = events, lifecycle-topic = lifecycle }
                   }
                 }
               }
               """
                .formatted(pg.port(), password, kafka.bootstrapServers());
    }
}
