package dev.cdcnotifier;

import static dev.cdcnotifier.StreamFixture.await;
import static dev.cdcnotifier.StreamFixture.awaitState;
import static dev.cdcnotifier.StreamFixture.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.supervision.WorkerState;
import dev.cdcnotifier.testkit.FaultyProxy;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import dev.cdcnotifier.testkit.process.LoopbackPorts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What would lose changes in silence is noticed, stops the stream, and is told. */
@Timeout(300)
class GuardsIT {

    private static final int ANY = 17;

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
    void a_slot_that_is_dropped_under_a_running_stream_stops_it_until_an_operator_accepts_that(int major)
            throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(major), kafka)) {
            try (CdcNotifier notifier = CdcNotifier.builder().meters(meters).stream(fixture.settings())
                    .start()) {
                awaitState(notifier, "STREAMING");
                whileNobodyStreams(fixture, "SELECT pg_drop_replication_slot('" + fixture.slot + "')");
                StreamStatus stopped = awaitReason(notifier, "slot_missing");
                assertThat(stopped.state().message()).contains("was at ");
                assertThat(meters.get("cdc.failures")
                                .tag("reason", "slot_missing")
                                .counter()
                                .count())
                        .isPositive();
                fixture.insert(1, "lost");
                fixture.execute("SELECT pg_create_logical_replication_slot('" + fixture.slot + "', 'pgoutput')");
                assertThat(awaitReason(notifier, "slot_moved").state().message())
                        .contains("did not exist a while ago");
            }
            try (CdcNotifier restarted = fixture.start()) {
                awaitReason(restarted, "slot_moved");
                restarted.resume(restarted.streams().get(0).stream());
                awaitState(restarted, "STREAMING");
                fixture.insert(2, "new");
                fixture.awaitMessages("2=new");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_slot_that_somebody_moved_ahead_stops_the_stream(int major) throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(major), kafka);
                CdcNotifier notifier = fixture.startStreaming()) {
            fixture.insert(1, "delivered");
            fixture.awaitMessages("1=delivered");
            AtomicInteger row = new AtomicInteger(1);
            await("the slot to be moved", () -> {
                whileNobodyStreams(
                        fixture,
                        "INSERT INTO rows VALUES (" + row.incrementAndGet() + ", 'skipped')",
                        "SELECT pg_replication_slot_advance('" + fixture.slot + "', pg_current_wal_lsn())");
                return true;
            });
            assertThat(awaitReason(notifier, "slot_moved").state().message()).contains("delivered only up to");
        }
    }

    @Test
    void a_slot_in_danger_is_seen_before_it_is_lost_and_a_lost_one_stops_the_stream() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (PgServer server = limited();
                StreamFixture fixture = new StreamFixture(server, kafka)) {
            // A slot is not made while Kafka cannot be asked whether there was one.
            fixture.execute(
                    "CREATE PUBLICATION \"rows/publication\" FOR TABLE rows",
                    "SELECT pg_create_logical_replication_slot('" + fixture.slot + "', 'pgoutput')");
            fixture.bootstrapServers = "127.0.0.1:" + LoopbackPorts.free();
            try (CdcNotifier notifier = CdcNotifier.builder().meters(meters).stream(fixture.settings())
                    .start()) {
                awaitReason(notifier, "kafka_unavailable");
                await("room to be seen", () -> gauge(meters, "cdc.slot.safe.wal") > 0);
                assertThat(walStatus(meters, "reserved")).isEqualTo(1);
                write(fixture, 24);
                await("danger to be seen", () -> walStatus(meters, "unreserved") == 1);
                assertThat(gauge(meters, "cdc.slot.safe.wal")).isLessThanOrEqualTo(0);
                assertThat(gauge(meters, "cdc.slot.retained.wal")).isGreaterThan(16 << 20);
                assertThat(notifier.streams().get(0).state().reason()).isEqualTo("kafka_unavailable");
                fixture.execute("CHECKPOINT");
                assertThat(awaitReason(notifier, "slot_lost").state().message()).contains("final");
            }
        }
    }

    @Test
    void a_slot_that_is_invalidated_under_a_running_stream_stops_it() throws Exception {
        try (PgServer server = limited();
                KafkaBroker frozen = KafkaBroker.builder().ownProcess().start();
                StreamFixture fixture = new StreamFixture(server, frozen)) {
            fixture.maxRetries = 100;
            try (CdcNotifier notifier = fixture.startStreaming()) {
                fixture.insert(1, "one");
                fixture.awaitMessages("1=one");
                frozen.freeze();
                fixture.insert(2, "two");
                awaitState(notifier, "BACKPRESSURE");
                write(fixture, 24);
                fixture.execute("CHECKPOINT");
                awaitReason(notifier, "slot_lost");
                frozen.thaw();
            }
        }
    }

    @Test
    void a_message_that_never_can_be_read_stops_the_stream_at_the_third_attempt() throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(ANY), kafka);
                FaultyProxy proxy = FaultyProxy.to(fixture.pgHost, fixture.pgPort)) {
            fixture.binary = false;
            fixture.pgPort = proxy.port();
            try (CdcNotifier notifier = fixture.startStreaming()) {
                proxy.rewriteFromServer(GuardsIT::garbleColumnKind);
                fixture.insert(1, "before");
                fixture.insert(2, "garble-me");
                StreamStatus stopped = awaitStatus(
                        notifier,
                        "a halt",
                        status ->
                                status.state() instanceof WorkerState.NeedsOperator needs && !needs.resumesByItself());
                assertThat(stopped.state().reason()).isEqualTo("malformed_message");
                assertThat(stopped.restarts()).isEqualTo(3);
                assertThat(fixture.readAll()).containsExactly("1=before");
            }
            proxy.rewriteFromServer(bytes -> bytes);
            try (CdcNotifier restarted = fixture.startStreaming()) {
                fixture.awaitMessages("1=before", "2=garble-me");
                assertThat(restarted.streams()).hasSize(1);
            }
        }
    }

    /** Makes the kind of the column before a certain text one that does not exist. */
    private static byte[] garbleColumnKind(byte[] bytes) {
        byte[] column = "t\0\0\0\tgarble-me".getBytes(StandardCharsets.ISO_8859_1);
        int at =
                new String(bytes, StandardCharsets.ISO_8859_1).indexOf(new String(column, StandardCharsets.ISO_8859_1));
        if (at >= 0) {
            bytes[at] = 'x';
        }
        return bytes;
    }

    @Test
    void a_producer_whose_thread_died_is_noticed_by_the_deadline_and_replaced() throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(ANY), kafka)) {
            fixture.resendTimeout = Duration.ofSeconds(1);
            fixture.kafkaProperties = Map.of("interceptor.classes", KillsItsThread.class.getName());
            try (CdcNotifier notifier = fixture.startStreaming()) {
                fixture.insert(1, "before");
                fixture.awaitMessages("1=before");
                KillsItsThread.arm();
                fixture.insert(2, "unanswered");
                awaitReason(notifier, "delivery_deadline");
                awaitState(notifier, "STREAMING");
                fixture.insert(3, "after");
                fixture.awaitMessages("1=before", "2=unanswered", "3=after");
                assertThat(KillsItsThread.killed()).isTrue();
            }
        }
    }

    /** Segments of 16 MB are counted: the limit is reached with the second. */
    private static PgServer limited() {
        return PgServer.builder(ANY)
                .setting("max_slot_wal_keep_size", "8MB")
                .setting("max_wal_size", "1GB")
                .setting("checkpoint_timeout", "1h")
                .start();
    }

    /** Writes that much WAL which is nothing to the stream. */
    private static void write(StreamFixture fixture, int megabytes) throws SQLException {
        for (int i = 0; i < megabytes; i++) {
            fixture.execute("SELECT pg_logical_emit_message(false, 'noise', repeat('x', 1024 * 1024))");
        }
    }

    /** Runs statements after the stream was cut and before it is back; again when it was faster. */
    private static void whileNobodyStreams(StreamFixture fixture, String... statements) {
        await("the stream to be away", () -> {
            try {
                fixture.execute("SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots"
                        + " WHERE active AND slot_name = '" + fixture.slot + "'");
                fixture.execute(statements);
                return true;
            } catch (SQLException e) {
                return false;
            }
        });
    }

    private static StreamStatus awaitReason(CdcNotifier notifier, String reason) {
        return awaitStatus(notifier, reason, status -> status.state().reason().equals(reason));
    }

    private static double gauge(SimpleMeterRegistry meters, String name) {
        return meters.get(name).gauge().value();
    }

    private static double walStatus(SimpleMeterRegistry meters, String status) {
        return meters.get("cdc.slot.wal.status").tag("status", status).gauge().value();
    }
}
