package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import dev.cdcnotifier.testkit.TopicReader;
import dev.cdcnotifier.testkit.TopicReader.Isolation;
import dev.cdcnotifier.testkit.TopicRecord;
import dev.cdcnotifier.testkit.process.LoopbackPorts;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import dev.cdcnotifier.testkit.progressor.ProgressorSimulator;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The distribution as an operator runs it, with a real PostgreSQL and a real Kafka. */
@Timeout(180)
class RunnerIT {

    private static final int MAJOR = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final String NAMESPACE = "default/default";
    private static final String EVENTS = "cdc_eventsink_topic";
    private static final String LIFECYCLE = "cdc_lifecycle_topic";

    @Test
    void rows_become_messages_and_a_stop_and_a_start_repeat_nothing() throws Exception {
        PgServer pg = PgServers.shared(MAJOR);
        String database = pg.createDatabase();
        try (KafkaBroker kafka = KafkaBroker.start();
                ProgressorSimulator engine = engine(pg, database);
                RunnerProcess runner = new RunnerProcess(config(pg.port(), database, kafka.bootstrapServers()))) {
            createTopics(kafka);
            runner.start();
            runner.awaitStatus("/health/ready", 200);
            assertThat(runner.get("/health/live").body()).isEqualTo("{\"status\":\"UP\"}\n");

            engine.startProcess("p1");
            try (TopicReader reader = reader(kafka)) {
                List<TopicRecord> first = reader.readCount(2, PATIENCE);
                assertThat(first).extracting(TopicRecord::keyText).containsOnly(NAMESPACE + " p1");
                assertThat(first).extracting(TopicRecord::topic).containsExactlyInAnyOrder(EVENTS, LIFECYCLE);
                assertThat(runner.get("/streams").body())
                        .contains("\"stream\":\"main/cdc_slot\"", "\"state\":\"STREAMING\"", "\"ready\":true")
                        .contains("\"database\":\"127.0.0.1:" + pg.port() + "/" + database + "\"");
                assertThat(runner.get("/metrics").body())
                        .contains("cdc_rows_total{operation=\"insert\",stream=\"main/cdc_slot\"}")
                        .contains("jvm_memory_used_bytes", "jvm_threads_live_threads", "process_uptime_seconds");

                runner.signal("TERM");
                assertThat(runner.awaitExit(STOP_LIMIT)).isZero();
                assertThat(runner.output()).contains("stopping signal=SIGTERM").endsWith(" stopped\n");
                engine.call("p1", 3);
                engine.fail("p1", "why");
                runner.start();
                runner.awaitStatus("/health/ready", 200);
                engine.repair("p1");
                reader.readCount(8, PATIENCE);
                runner.signal("INT");
                assertThat(runner.awaitExit(STOP_LIMIT)).isZero();
                assertThat(reader.readToEnd(PATIENCE)).hasSize(8);
            }
        } finally {
            pg.dropDatabase(database);
        }
    }

    @Test
    void a_start_with_postgresql_and_kafka_down_waits_for_them() throws Exception {
        PgServer.Builder pgLater = PgServer.builder(MAJOR);
        KafkaBroker.Builder kafkaLater = KafkaBroker.builder();
        int pgPort = LoopbackPorts.free();
        try (RunnerProcess runner = new RunnerProcess(config(pgPort, "app", "127.0.0.1:" + kafkaLater.port()))) {
            runner.start();
            runner.awaitStatus("/health/live", 200);
            Await.until("a reason", PATIENCE, () -> runner.get("/health/ready")
                    .body()
                    .contains("\"state\":\"RETRY\""));
            assertThat(runner.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(runner.get("/health/ready").body()).doesNotContain("\"reason\":\"\"");

            try (PgServer pg = pgLater.port(pgPort).start()) {
                pg.createDatabase("app");
                try (ProgressorSimulator engine = engine(pg, "app");
                        KafkaBroker kafka = kafkaLater.start()) {
                    createTopics(kafka);
                    runner.awaitStatus("/health/ready", 200);
                    engine.startProcess("p1");
                    try (TopicReader reader = reader(kafka)) {
                        assertThat(reader.readCount(2, PATIENCE)).hasSize(2);
                    }
                    runner.signal("TERM");
                    assertThat(runner.awaitExit(STOP_LIMIT)).isZero();
                }
            }
        }
    }

    @Test
    void a_second_signal_ends_at_once() throws Exception {
        PgServer pg = PgServers.shared(MAJOR);
        String database = pg.createDatabase();
        try (KafkaBroker kafka = KafkaBroker.builder().ownProcess().start();
                ProgressorSimulator engine = engine(pg, database);
                RunnerProcess runner = new RunnerProcess(config(pg.port(), database, kafka.bootstrapServers()))) {
            createTopics(kafka);
            runner.start();
            runner.awaitStatus("/health/ready", 200);
            engine.startProcess("p1");
            try (TopicReader reader = reader(kafka)) {
                reader.readCount(2, PATIENCE);
            }
            kafka.freeze();
            engine.call("p1");
            Await.until("messages in flight", PATIENCE, () -> !runner.get("/streams")
                    .body()
                    .contains("\"inFlightRecords\":0"));

            runner.signal("TERM");
            Await.until("the first signal", PATIENCE, () -> runner.output().contains("stopping"));
            assertThat(runner.isRunning()).isTrue();
            runner.signal("TERM");
            assertThat(runner.awaitExit(Duration.ofSeconds(2))).isEqualTo(130);
            assertThat(runner.wholeOutput())
                    .containsPattern("ended at once, .* stream=main/cdc_slot .* in_flight_records=[1-9]\\d*"
                            + " in_flight_bytes=[1-9]\\d* confirmed=\\S+: what was in flight is sent again");
        } finally {
            pg.dropDatabase(database);
        }
    }

    @Test
    void a_port_in_use_is_said_before_any_stream_starts() throws Exception {
        PgServer pg = PgServers.shared(MAJOR);
        String database = pg.createDatabase();
        try (ServerSocket taken = new ServerSocket(LoopbackPorts.free(), 1, InetAddress.getLoopbackAddress());
                RunnerProcess runner =
                        new RunnerProcess(config(pg.port(), database, "127.0.0.1:1"), taken.getLocalPort())) {
            assertThat(runner.runToEnd()).isEqualTo(1);
            assertThat(runner.output())
                    .startsWith("cdc-notifier: cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + ": Address already in use")
                    .hasLineCount(1);
            assertThat(slots(pg, database)).isZero();
        } finally {
            pg.dropDatabase(database);
        }
    }

    @Test
    void half_a_configuration_is_all_its_problems_and_no_stack_trace() {
        String half =
                """
                cdc-notifier {
                  databases { main { host = localhost, usrname = u } }
                  progressor.streams { mian { slot { ns { kafka-client = k } } } }
                }
                """;
        try (RunnerProcess runner = new RunnerProcess(half)) {
            assertThat(runner.runToEnd()).isEqualTo(2);
            assertThat(runner.output().lines())
                    .hasSize(9)
                    .first()
                    .asString()
                    .startsWith("cdc-notifier: 8 problems in ");
            assertThat(runner.output())
                    .contains(
                            "  cdc-notifier.databases.main.usrname: unknown key; did you mean \"username\"? (cdc.conf:2)")
                    .doesNotContain("\tat ");
        }
    }

    static String config(int pgPort, String database, String brokers) {
        return """
               cdc-notifier {
                 databases {
                   main { host = "127.0.0.1", port = %d, database = "%s", username = postgres, password = "" }
                 }
                 kafka-clients { main { bootstrap.servers = "%s" } }
                 progressor {
                   reconnect-timeout = 500 ms
                   streams.main.cdc_slot."%s" {
                     kafka-client = main, eventsink-topic = %s, lifecycle-topic = %s
                   }
                 }
               }
               """
                .formatted(pgPort, database, brokers, NAMESPACE, EVENTS, LIFECYCLE);
    }

    static ProgressorSimulator engine(PgServer pg, String database) throws SQLException {
        try (Connection connection = pg.connect(database)) {
            new EngineTables(NAMESPACE).create(connection);
        }
        return new ProgressorSimulator(() -> pg.connect(database), NAMESPACE);
    }

    static void createTopics(KafkaBroker kafka) {
        kafka.createTopic(EVENTS, 3);
        kafka.createTopic(LIFECYCLE, 3);
    }

    static TopicReader reader(KafkaBroker kafka) {
        return new TopicReader(kafka.directBootstrapServers(), Isolation.READ_COMMITTED, EVENTS, LIFECYCLE);
    }

    private static int slots(PgServer pg, String database) throws SQLException {
        try (Connection connection = pg.connect(database);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()")) {
            found.next();
            return found.getInt(1);
        }
    }
}
