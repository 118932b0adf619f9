package dev.cdcnotifier;

import static dev.cdcnotifier.StreamFixture.await;
import static dev.cdcnotifier.StreamFixture.awaitState;
import static dev.cdcnotifier.StreamFixture.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.supervision.WorkerState;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import dev.cdcnotifier.testkit.TopicReader;
import dev.cdcnotifier.testkit.TopicRecord;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The main job, on a real PostgreSQL and a real Kafka. */
@Timeout(180)
class StreamingIT {

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
        return PgServer.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void committed_rows_arrive_rolled_back_ones_do_not_and_the_slot_follows(int major) throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(major), kafka);
                CdcNotifier notifier = CdcNotifier.builder().meters(meters).stream(fixture.settings())
                        .start()) {
            awaitState(notifier, "STREAMING");
            fixture.insert(1, "one");
            fixture.execute("BEGIN; INSERT INTO rows VALUES (2, 'two'), (3, 'three'); SAVEPOINT s;"
                    + " INSERT INTO rows VALUES (4, 'never'); ROLLBACK TO s;"
                    + " UPDATE rows SET body = 'TWO' WHERE id = 2; COMMIT");
            fixture.execute("BEGIN; INSERT INTO rows VALUES (5, 'never'); ROLLBACK");
            Lsn end = fixture.walEnd();
            assertThat(fixture.read(4).stream().map(StreamFixture::text))
                    .containsExactlyInAnyOrder("1=one", "2=two", "3=three", "2=TWO");
            await("slot follows", () -> !fixture.confirmedFlush().isBefore(end));
            assertThat(fixture.readAll()).hasSize(4);
            assertThat(meters.get("cdc.stream.state")
                            .tag("state", "STREAMING")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(meters.get("cdc.stream.state")
                            .tag("state", "RETRY")
                            .gauge()
                            .value())
                    .isZero();
            assertThat(notifier.streams().get(0).rows()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_stop_and_a_start_lose_nothing_and_repeat_nothing(int major) throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(major), kafka)) {
            for (int round = 0; round < 3; round++) {
                try (CdcNotifier notifier = fixture.startStreaming()) {
                    fixture.execute("INSERT INTO rows SELECT i, 'running' FROM generate_series(" + (round * 1000) + ", "
                            + (round * 1000 + 499) + ") i");
                    awaitStatus(notifier, "some rows", status -> status.rows() > 0);
                }
                fixture.execute("INSERT INTO rows SELECT i, 'stopped' FROM generate_series(" + (round * 1000 + 500)
                        + ", " + (round * 1000 + 999) + ") i");
            }
            try (CdcNotifier notifier = fixture.startStreaming()) {
                List<TopicRecord> all = fixture.read(3000);
                assertThat(all).hasSize(3000);
                assertThat(all.stream().map(StreamFixture::text).distinct()).hasSize(3000);
                assertThat(notifier.streams()).hasSize(1);
            }
            assertThat(fixture.readAll()).hasSize(3000);
        }
    }

    @Test
    void text_and_binary_tuples_make_the_same_messages() throws Exception {
        for (boolean binary : new boolean[] {true, false}) {
            try (StreamFixture fixture = new StreamFixture(PgServers.shared(16), kafka)) {
                fixture.binary = binary;
                try (CdcNotifier notifier = fixture.startStreaming()) {
                    fixture.insert(1, "строка 💥");
                    assertThat(fixture.read(1).stream().map(StreamFixture::text))
                            .containsExactly("1=строка 💥");
                    assertThat(notifier.streams()).hasSize(1);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_terminated_walsender_costs_a_reconnect_and_nothing_else(int major) throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(major), kafka);
                CdcNotifier notifier = fixture.startStreaming()) {
            for (int i = 0; i < 5; i++) {
                fixture.insert(i, "before");
                fixture.execute("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                        + fixture.slot + "'");
                fixture.insert(100 + i, "after");
                int restarts = i;
                awaitStatus(notifier, "a restart", status -> status.restarts() > restarts);
                awaitState(notifier, "STREAMING");
            }
            String[] expected = IntStream.range(0, 5)
                    .boxed()
                    .flatMap(i -> Stream.of(i + "=before", (100 + i) + "=after"))
                    .toArray(String[]::new);
            fixture.awaitMessages(expected);
        }
    }

    @Test
    void a_quiet_stream_follows_a_busy_server() throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(15), kafka);
                CdcNotifier notifier = fixture.startStreaming()) {
            Lsn before = fixture.confirmedFlush();
            fixture.execute("INSERT INTO other SELECT generate_series(1, 200000)");
            Lsn end = fixture.walEnd();
            assertThat(end.value() - before.value()).isGreaterThan(10_000_000);
            await("slot follows unrelated writes", () -> !fixture.confirmedFlush()
                    .isBefore(end));
            assertThat(notifier.streams().get(0).state().name()).isEqualTo("STREAMING");
            assertThat(fixture.readAll()).isEmpty();
        }
    }

    @Test
    void a_transaction_larger_than_the_window_arrives_whole_and_in_order() throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(17), kafka);
                CdcNotifier notifier = fixture.startStreaming()) {
            fixture.execute("BEGIN; INSERT INTO rows SELECT 1, '0';"
                    + " DO $$ BEGIN FOR i IN 1..30000 LOOP UPDATE rows SET body = i::text WHERE id = 1; END LOOP;"
                    + " END $$; COMMIT");
            List<String> bodies = fixture.read(30_001).stream()
                    .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                    .toList();
            assertThat(bodies)
                    .isEqualTo(IntStream.rangeClosed(0, 30_000)
                            .mapToObj(Integer::toString)
                            .toList());
            assertThat(notifier.streams().get(0).restarts()).isZero();
        }
    }

    @Test
    void a_poison_row_stops_the_stream_and_names_the_row_and_a_restart_tries_again() throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(15), kafka)) {
            try (CdcNotifier notifier = fixture.startStreaming()) {
                fixture.insert(1, "good");
                fixture.insert(2, "poison");
                fixture.insert(3, "behind");
                StreamStatus status = awaitStatus(
                        notifier,
                        "halt",
                        s -> s.state() instanceof WorkerState.NeedsOperator needs && !needs.resumesByItself());
                assertThat(status.state().reason()).isEqualTo("poison_row");
                assertThat(status.state().message()).contains("the body says so");
                assertThat(((WorkerState.NeedsOperator) status.state())
                                .failure()
                                .facts())
                        .containsEntry("id", "2")
                        .containsEntry("table", "public.rows")
                        .containsEntry("seq", "1");
            }
            assertThat(fixture.readAll()).containsExactly("1=good");
            fixture.deadLetters = new Destination("main", fixture.topic + "-dead");
            kafka.createTopic(fixture.topic + "-dead", 1);
            try (CdcNotifier notifier = fixture.start()) {
                assertThat(fixture.read(2).stream().map(StreamFixture::text))
                        .containsExactlyInAnyOrder("1=good", "3=behind");
                assertThat(notifier.streams()).hasSize(1);
            }
            TopicRecord letter =
                    TopicReader.readAll(kafka, fixture.topic + "-dead").get(0);
            assertThat(letter.headers()).containsEntry("id", "2").containsEntry("reason", "the body says so");
            assertThat(new String(letter.value(), StandardCharsets.UTF_8)).contains("\"body\":");
        }
    }

    @Test
    void an_open_transaction_of_the_application_holds_nothing_back() throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(18), kafka);
                CdcNotifier notifier = fixture.startStreaming();
                Connection open = fixture.pg.connect(fixture.database);
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("INSERT INTO rows VALUES (1, 'late')");
            fixture.insert(2, "early");
            assertThat(fixture.read(1).stream().map(StreamFixture::text)).containsExactly("2=early");
            open.commit();
            assertThat(fixture.read(2).stream().map(StreamFixture::text)).contains("1=late");
            assertThat(notifier.streams()).hasSize(1);
        }
    }

    @Test
    void a_slot_that_waits_to_be_made_neither_holds_up_a_stop_nor_other_streams() throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(16), kafka);
                CdcNotifier healthy = fixture.startStreaming();
                Connection open = fixture.pg.connect(fixture.database);
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("INSERT INTO other VALUES (1)");
            CdcNotifier.Builder builder = CdcNotifier.builder();
            for (int i = 0; i < 3; i++) {
                builder.stream(fixture.settings(new SlotName("waiting_" + i + "_" + fixture.slot.value())));
            }
            CdcNotifier waiting = builder.start();
            await("three slots wait", () -> fixture.query("SELECT count(*) FROM pg_stat_activity WHERE query LIKE"
                            + " '%pg_create_logical_replication_slot%' AND wait_event_type = 'Lock'"
                            + " AND pid <> pg_backend_pid()")
                    .equals("3"));
            long before = System.nanoTime();
            waiting.close(StreamFixture.PATIENCE);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(StreamFixture.PATIENCE.dividedBy(2));
            assertThat(waiting.streams())
                    .allMatch(status -> status.state().name().equals("STOPPED"));
            open.rollback();
            fixture.insert(1, "one");
            fixture.awaitMessages("1=one");
            assertThat(healthy.streams().get(0).restarts()).isZero();
        }
    }

    @Test
    void a_closed_notifier_leaves_no_thread_behind() throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(15), kafka)) {
            CdcNotifier notifier = fixture.startStreaming();
            fixture.insert(1, "one");
            fixture.read(1);
            notifier.close();
            await("threads are gone", () -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().contains(fixture.slot.value())
                            || thread.getName().contains("cdc-control")));
        }
    }
}
