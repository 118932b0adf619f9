package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.TopicReader;
import dev.cdcnotifier.testkit.TopicReader.Isolation;
import dev.cdcnotifier.testkit.TopicRecord;
import dev.cdcnotifier.testkit.guarantee.PerKeyOrder;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import dev.cdcnotifier.testkit.progressor.ProgressorSimulator;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Much work in a small heap, and a Kafka that stands still. Larger figures by {@code -Dcdc.test.backlog=1000000}, {@code
 * -Dcdc.test.freeze-seconds=90}, {@code -Dcdc.test.transaction-rows=5000000 -Dcdc.test.payload-bytes=1000}.
 */
@Timeout(3600)
class EnduranceIT {

    private static final int PARTITIONS = 3;
    private static final int LARGE_TRANSACTION = Integer.getInteger("cdc.test.transaction-rows", 200_000);
    private static final int PAYLOAD_BYTES = Integer.getInteger("cdc.test.payload-bytes", 500);
    private static final int BACKLOG = Integer.getInteger("cdc.test.backlog", 100_000);
    private static final int FREEZE_SECONDS = Integer.getInteger("cdc.test.freeze-seconds", 30);
    private static final int EVENTS_PER_PROCESS = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String EVENTS = "events";
    private static final String LIFECYCLE = "lifecycle";
    private static final String NAMESPACE = "default/default";
    private static final String EVENTS_TABLE = new EngineTables(NAMESPACE).table("events");

    private static PgServer pg;

    @BeforeAll
    static void startPostgres() throws SQLException {
        pg = PgServer.start(15);
        pg.createDatabase("app");
        try (Connection connection = pg.connect("app")) {
            new EngineTables(NAMESPACE).create(connection);
        }
    }

    @AfterAll
    static void stopPostgres() {
        pg.close();
    }

    @Test
    void a_large_transaction_and_a_large_backlog_pass_through_a_heap_of_96_megabytes() throws Exception {
        try (KafkaBroker kafka = startKafka();
                RunnerProcess runner = new RunnerProcess(config(kafka, "slot_large", "3 s"))) {
            runner.start("-Xmx96m");
            runner.awaitStatus("/health/ready", 200);
            execute("INSERT INTO " + new EngineTables(NAMESPACE).table("processes")
                    + " (process_id, status, previous_status) VALUES ('owner', 'running', 'init')");
            execute("INSERT INTO " + new EngineTables(NAMESPACE).table("tasks")
                    + " (task_id, process_id, task_type, status, scheduled_time)"
                    + " VALUES (0, 'owner', 'call', 'finished', now())");
            insertProcesses("large", LARGE_TRANSACTION);
            insertProcesses("backlog", BACKLOG);
            execute("INSERT INTO " + EVENTS_TABLE + rows("large", 0, LARGE_TRANSACTION));
            awaitEvents(kafka, LARGE_TRANSACTION);
            runner.signal("TERM");
            assertThat(runner.awaitExit(PATIENCE)).isZero();

            execute("DO $$ BEGIN FOR i IN 0.." + (BACKLOG / 100 - 1) + " LOOP INSERT INTO " + EVENTS_TABLE
                    + rows("backlog", "i * 100", 100) + "; COMMIT; END LOOP; END $$");
            runner.start("-Xmx96m");
            awaitEvents(kafka, LARGE_TRANSACTION + BACKLOG);
            runner.awaitStatus("/health/ready", 200);
            assertThat(runner.get("/streams").body()).contains("\"restarts\":0");
            runner.signal("TERM");
            assertThat(runner.awaitExit(PATIENCE)).isZero();
            assertThat(events(kafka)).isEqualTo(LARGE_TRANSACTION + BACKLOG);
        } finally {
            dropSlot("slot_large");
        }
    }

    @Test
    void a_frozen_kafka_costs_no_session_within_the_deadline() throws Exception {
        assertThat(FREEZE_SECONDS).as("longer than wal_sender_timeout").isGreaterThan(20);
        try (KafkaBroker kafka = startKafka();
                RunnerProcess runner = new RunnerProcess(config(kafka, "slot_frozen", FREEZE_SECONDS + " s"));
                ProgressorSimulator engine = engine()) {
            runner.start();
            runner.awaitStatus("/health/ready", 200);
            freezeAmidWork(kafka, engine, "patient");
            assertThat(runner.get("/streams").body()).contains("BACKPRESSURE", "\"restarts\":0");
            kafka.thaw();
            assertEventsInOrder(kafka, "patient", 5_001);
            assertThat(runner.get("/streams").body()).contains("\"restarts\":0");
            runner.signal("TERM");
            assertThat(runner.awaitExit(PATIENCE)).isZero();
        } finally {
            dropSlot("slot_frozen");
        }
    }

    @Test
    void a_frozen_kafka_past_the_deadline_costs_repeats_and_nothing_else() throws Exception {
        try (KafkaBroker kafka = startKafka();
                RunnerProcess runner = new RunnerProcess(config(kafka, "slot_deadline", "1 s"));
                ProgressorSimulator engine = engine()) {
            runner.start();
            runner.awaitStatus("/health/ready", 200);
            freezeAmidWork(kafka, engine, "deadline");
            assertThat(runner.get("/streams").body()).contains("RETRY").doesNotContain("\"restarts\":0");
            kafka.thaw();
            assertEventsInOrder(kafka, "deadline", 5_001);
            runner.signal("TERM");
            assertThat(runner.awaitExit(PATIENCE)).isZero();
        } finally {
            dropSlot("slot_deadline");
        }
    }

    private static void freezeAmidWork(KafkaBroker kafka, ProgressorSimulator engine, String process) throws Exception {
        engine.startProcess(process);
        for (int i = 0; i < 20; i++) {
            engine.call(process, 125);
        }
        kafka.freeze();
        for (int i = 0; i < 20; i++) {
            engine.call(process, 125);
        }
        long end = System.nanoTime() + Duration.ofSeconds(FREEZE_SECONDS).toNanos();
        Await.until("the freeze is over", Duration.ofSeconds(FREEZE_SECONDS + 60), () -> System.nanoTime() > end);
    }

    /** Every event is there, and each is at most one ahead of all before it: repeats are runs that start further back. */
    private static void assertEventsInOrder(KafkaBroker kafka, String process, int last) {
        PerKeyOrder order = new PerKeyOrder();
        try (TopicReader reader = new TopicReader(kafka.directBootstrapServers(), Isolation.READ_COMMITTED, EVENTS)) {
            List<TopicRecord> records = reader.readUntil("event " + last, PATIENCE, seen -> seen.stream()
                    .anyMatch(record -> isOf(record, process) && EventRecords.eventId(record) == last));
            records.stream()
                    .filter(record -> isOf(record, process))
                    .forEach(record -> order.delivered(record.keyText(), EventRecords.eventId(record)));
        }
        assertThat(order.violations()).isEmpty();
        assertThat(order.greatest(NAMESPACE + ' ' + process)).isEqualTo(last);
    }

    private static boolean isOf(TopicRecord record, String process) {
        return record.keyText().equals(NAMESPACE + ' ' + process);
    }

    /** Rows with a payload of that many bytes: the term {@code {bin, <<…>>}}. */
    private static String rows(String process, Object first, int count) {
        return " SELECT '" + process + "' || (n / " + EVENTS_PER_PROCESS + "), 0, n % " + EVENTS_PER_PROCESS
                + ", now(), '{\"format_version\": 1}', '\\x83680264000362696e6d" + String.format("%08x", PAYLOAD_BYTES)
                + "'::bytea || decode(repeat('ab', " + PAYLOAD_BYTES + "), 'hex') FROM generate_series(" + first + ", "
                + first + " + " + (count - 1) + ") n";
    }

    /** The processes that the events belong to. */
    private static void insertProcesses(String process, int events) throws SQLException {
        execute("INSERT INTO " + new EngineTables(NAMESPACE).table("processes")
                + " (process_id, status, previous_status) SELECT '" + process
                + "' || n, 'running', 'init' FROM generate_series(0, " + (events - 1) / EVENTS_PER_PROCESS + ") n");
    }

    private static void awaitEvents(KafkaBroker kafka, long count) {
        Await.until(count + " events", Duration.ofMinutes(30), () -> events(kafka) >= count);
    }

    /** How many records the events topic holds. */
    private static long events(KafkaBroker kafka) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.directBootstrapServers()))) {
            Map<TopicPartition, OffsetSpec> latest = IntStream.range(0, PARTITIONS)
                    .boxed()
                    .collect(Collectors.toMap(p -> new TopicPartition(EVENTS, p), p -> OffsetSpec.latest()));
            return admin.listOffsets(latest).all().get().values().stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        }
    }

    private static KafkaBroker startKafka() {
        KafkaBroker kafka = KafkaBroker.builder().ownProcess().start();
        kafka.createTopic(EVENTS, PARTITIONS);
        kafka.createTopic(LIFECYCLE, PARTITIONS);
        return kafka;
    }

    private static ProgressorSimulator engine() throws SQLException {
        return new ProgressorSimulator(() -> pg.connect("app"), NAMESPACE);
    }

    private static void execute(String sql) throws SQLException {
        pg.execute("app", sql);
    }

    private static void dropSlot(String slot) throws Exception {
        Await.until("the slot is free", PATIENCE, () -> {
            try (Connection connection = pg.connect("app");
                    Statement statement = connection.createStatement();
                    ResultSet active = statement.executeQuery(
                            "SELECT 1 FROM pg_replication_slots WHERE active AND slot_name = '" + slot + "'")) {
                return !active.next();
            }
        });
        execute("SELECT pg_drop_replication_slot('" + slot + "')");
    }

    private static String config(KafkaBroker kafka, String slot, String resendTimeout) {
        return """
               cdc-notifier {
                 databases.main { host = "127.0.0.1", port = %d, database = app, username = postgres, password = "" }
                 kafka-clients.main { bootstrap.servers = "%s" }
                 progressor {
                   resend-timeout = %s
                   reconnect-timeout = 500 ms
                   streams.main.%s."%s" { kafka-client = main, eventsink-topic = %s, lifecycle-topic = %s }
                 }
               }
               """
                .formatted(pg.port(), kafka.bootstrapServers(), resendTimeout, slot, NAMESPACE, EVENTS, LIFECYCLE);
    }
}
