package dev.cdcnotifier;

import static dev.cdcnotifier.StreamFixture.await;
import static dev.cdcnotifier.StreamFixture.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.testkit.Direction;
import dev.cdcnotifier.testkit.FaultyProxy;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServers;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Kafka that is slow and confirms: everything takes longer, and nothing is sent again. */
@Timeout(300)
class SlowKafkaIT {

    private static final int ROWS = 6_000;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_producer_quota_makes_the_stream_slower_and_repeats_nothing(boolean exactlyOnce) throws Exception {
        try (KafkaBroker kafka = KafkaBroker.start();
                StreamFixture fixture = fixture(kafka, exactlyOnce)) {
            limit(kafka, 100_000.0);
            try (CdcNotifier notifier = fixture.startStreaming()) {
                transaction(fixture, 0);
                awaitStatus(notifier, "no green light", status -> status.state()
                        .reason()
                        .equals("delivery_slow"));
                assertSentOnce(fixture, notifier, ROWS);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_quota_that_comes_while_a_transaction_is_on_its_way_repeats_nothing(boolean exactlyOnce) throws Exception {
        try (KafkaBroker kafka = KafkaBroker.start();
                StreamFixture fixture = fixture(kafka, exactlyOnce);
                CdcNotifier notifier = fixture.startStreaming()) {
            transaction(fixture, 0);
            awaitStatus(notifier, "a full window", status -> status.rows() >= 2_000);
            limit(kafka, 100_000.0);
            transaction(fixture, ROWS);
            assertSentOnce(fixture, notifier, 2 * ROWS);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_thin_line_makes_the_stream_slower_and_repeats_nothing(boolean exactlyOnce) throws Exception {
        KafkaBroker.Builder builder = KafkaBroker.builder();
        try (FaultyProxy line = FaultyProxy.to("127.0.0.1", builder.port());
                KafkaBroker kafka = builder.advertisedPort(line.port()).start();
                StreamFixture fixture = fixture(kafka, exactlyOnce);
                CdcNotifier notifier = fixture.startStreaming()) {
            // 16 KiB at a time: about 100 kB/s.
            line.delay(Direction.TO_SERVER, Duration.ofMillis(160));
            transaction(fixture, 0);
            assertSentOnce(fixture, notifier, ROWS);
        }
    }

    private static void assertSentOnce(StreamFixture fixture, CdcNotifier notifier, int rows) throws Exception {
        Lsn end = fixture.walEnd();
        await(Duration.ofMinutes(4), "slot follows", () -> !fixture.confirmedFlush()
                .isBefore(end));
        StreamStatus status = notifier.streams().get(0);
        assertThat(status.restarts())
                .as("sessions that ended: %s", status.lastFailure())
                .isZero();
        assertThat(status.activity().messages()).containsEntry(fixture.topic, (long) rows);
        assertThat(fixture.readAll()).hasSize(rows).doesNotHaveDuplicates();
    }

    /** About 350 bytes each, as an event of a process has. */
    private static void transaction(StreamFixture fixture, int from) throws Exception {
        fixture.execute("INSERT INTO rows SELECT i, repeat('x', 330) FROM generate_series(" + from + ", "
                + (from + ROWS - 1) + ") i");
    }

    private static void limit(KafkaBroker kafka, double bytesPerSecond) throws Exception {
        // Without a name: the default of all clients.
        ClientQuotaEntity everybody =
                new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
        kafka.admin()
                .alterClientQuotas(List.of(new ClientQuotaAlteration(
                        everybody, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond)))))
                .all()
                .get();
    }

    private static StreamFixture fixture(KafkaBroker kafka, boolean exactlyOnce) throws Exception {
        StreamFixture fixture = new StreamFixture(PgServers.shared(17), kafka);
        fixture.positionTopic = exactlyOnce ? "positions-" + UUID.randomUUID() : null;
        // A deadline of 4 s: shorter than the pauses that the broker asks for.
        fixture.resendTimeout = Duration.ofSeconds(1);
        return fixture;
    }
}
