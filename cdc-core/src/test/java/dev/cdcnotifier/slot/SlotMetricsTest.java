package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.replication.SlotStatus;
import dev.cdcnotifier.replication.WalEnd;
import dev.cdcnotifier.supervision.Failure;
import dev.cdcnotifier.supervision.FailureKind;
import dev.cdcnotifier.supervision.WorkerState;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SlotMetricsTest {

    private static final long TODAY_MICROS = 1_700_000_000_000_000L;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SlotMetrics metrics = new SlotMetrics(registry, "s");

    @Test
    void every_meter_is_named_cdc_and_names_its_stream_and_none_is_left_behind() {
        assertThat(registry.getMeters()).isNotEmpty();
        for (Meter meter : registry.getMeters()) {
            assertThat(meter.getId().getName()).startsWith("cdc.");
            assertThat(meter.getId().getTags()).contains(Tag.of("stream", "s"));
        }
        metrics.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void a_topics_meter_is_registered_once_however_often_a_session_begins() {
        ListAppender<ILoggingEvent> complaints = new ListAppender<>();
        complaints.start();
        Logger logger = (Logger) LoggerFactory.getLogger(MeterRegistry.class);
        logger.setLevel(Level.DEBUG);
        logger.addAppender(complaints);
        Map<String, AtomicLong> counts = new HashMap<>(Map.of("a", new AtomicLong()));
        try {
            metrics.messages(counts);
            counts.put("b", new AtomicLong(2));
            metrics.messages(counts);
        } finally {
            logger.detachAppender(complaints);
            logger.setLevel(null);
        }
        assertThat(complaints.list).isEmpty();
        assertThat(registry.get("cdc.messages").functionCounters()).hasSize(2);
        assertThat(registry.get("cdc.messages")
                        .tag("topic", "b")
                        .functionCounter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void what_has_not_happened_yet_is_absent() {
        StreamActivity activity = metrics.activity();
        assertThat(activity.latency()).isNull();
        assertThat(activity.confirmedAt()).isNull();
        assertThat(activity.checkedAt()).isNull();
        assertThat(activity.messages()).isEmpty();
        assertThat(registry.get("cdc.confirmed.timestamp.seconds").gauge().value())
                .isNaN();
        assertThat(registry.get("cdc.checked.timestamp.seconds").gauge().value())
                .isNaN();
        assertThat(registry.get("cdc.lag.seconds").gauge().value()).isZero();
        assertThat(registry.get("cdc.lag.bytes").gauge().value())
                .as("a zero would say that all is delivered")
                .isNaN();
        assertThat(registry.get("cdc.lag.timestamp.seconds").gauge().value()).isNaN();
        for (String position : List.of("cdc.lsn.server", "cdc.lsn.received", "cdc.lsn.confirmed")) {
            assertThat(registry.get(position).gauge().value())
                    .as("%s: what is subtracted from the end of the WAL would look like a lag", position)
                    .isNaN();
        }
    }

    @Test
    void a_stream_that_stands_by_is_not_behind_however_its_last_session_ended() {
        metrics.progress(new Progress(new Lsn(30), new Lsn(20), new Lsn(10), 5, 500, 7, TODAY_MICROS));
        metrics.sessionEnded();
        assertThat(registry.get("cdc.lag.seconds").gauge().value()).isPositive();
        metrics.state(new WorkerState.Standby(new Failure(FailureKind.BUSY, "slot_busy", "held"), Instant.now()));
        assertThat(registry.get("cdc.lag.seconds").gauge().value())
                .as("another runner delivers what was not confirmed")
                .isZero();
        metrics.walEnd(new WalEnd(new Lsn(40), Instant.now()), new Lsn(10));
        assertThat(registry.get("cdc.lag.bytes").gauge().value())
                .as("the lag is that of the runner that streams, and not known here")
                .isNaN();
        assertThat(registry.get("cdc.lsn.confirmed").gauge().value()).isNaN();
    }

    @Test
    void positions_above_2_to_the_63_are_positive_gauges() {
        Lsn confirmed = Lsn.parse("F0000000/1000000");
        metrics.progress(new Progress(
                new Lsn(confirmed.value() + 500), new Lsn(confirmed.value() + 300), confirmed, 0, 0, 0, 0));
        for (String position : List.of("cdc.lsn.server", "cdc.lsn.received", "cdc.lsn.confirmed")) {
            assertThat(registry.get(position).gauge().value()).as(position).isGreaterThan(0x1p63);
        }
        assertThat(registry.get("cdc.lag.bytes").gauge().value()).isEqualTo(500);
    }

    @Test
    void wal_kept_across_2_to_the_63_is_counted_in_whole() {
        Lsn restart = new Lsn(Long.MAX_VALUE - 99);
        SlotStatus status = new SlotStatus(
                new Lsn(restart.value() + 50),
                restart,
                "reserved",
                OptionalLong.empty(),
                OptionalInt.empty(),
                new Lsn(restart.value() + 250));
        try (SlotHealth health = new SlotHealth(registry, "s", () -> status, () -> 0)) {
            health.heed();
            assertThat(registry.get("cdc.lsn.wal.end").gauge().value()).isEqualTo(0x1p63);
            assertThat(registry.get("cdc.slot.retained.wal").gauge().value()).isEqualTo(250);
            assertThat(status.lagBytes()).isEqualTo(200);
        }
    }

    @Test
    void latencies_are_counted_in_buckets_and_told_as_percentiles() {
        for (int millis = 1; millis <= 100; millis++) {
            metrics.delivered(TODAY_MICROS, TODAY_MICROS + millis * 1_000L);
        }
        StreamActivity.Latency latency = metrics.activity().latency();
        assertThat(latency).isNotNull();
        assertThat(latency.p50()).isBetween(Duration.ofMillis(45), Duration.ofMillis(56));
        assertThat(latency.p99()).isBetween(Duration.ofMillis(90), Duration.ofMillis(110));
        Timer timer = registry.get("cdc.commit.confirm.latency").timer();
        assertThat(timer.count()).isEqualTo(100);
        assertThat(Arrays.stream(timer.takeSnapshot().histogramCounts())
                        .mapToDouble(bucket -> bucket.bucket(TimeUnit.SECONDS)))
                .containsExactly(.001, .002, .005, .01, .02, .05, .1, .2, .5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0);
        assertThat(Arrays.stream(timer.takeSnapshot().histogramCounts())
                        .filter(bucket -> bucket.bucket(TimeUnit.MILLISECONDS) == 50)
                        .mapToDouble(CountAtBucket::count))
                .containsExactly(50.0);
    }

    @Test
    void a_clock_behind_the_servers_makes_no_negative_latency() {
        metrics.delivered(TODAY_MICROS, TODAY_MICROS - 5_000_000);
        Timer timer = registry.get("cdc.commit.confirm.latency").timer();
        assertThat(timer.count()).isEqualTo(1);
        assertThat(timer.totalTime(TimeUnit.SECONDS)).isZero();
    }

    @Test
    void times_of_success_are_seconds_since_1970() {
        metrics.confirmed(TODAY_MICROS);
        metrics.checked(TODAY_MICROS + 1_500_000);
        assertThat(registry.get("cdc.confirmed.timestamp.seconds").gauge().value())
                .isEqualTo(1.7e9);
        assertThat(registry.get("cdc.checked.timestamp.seconds").gauge().value())
                .isEqualTo(1.7e9 + 1.5);
        assertThat(metrics.activity().confirmedAt()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
    }

    @Test
    void a_session_that_ended_has_nothing_in_flight_and_keeps_its_positions() {
        metrics.progress(new Progress(new Lsn(30), new Lsn(20), new Lsn(10), 5, 500, 7, TODAY_MICROS));
        metrics.sessionEnded();
        assertThat(metrics.progress())
                .isEqualTo(new Progress(new Lsn(30), new Lsn(20), new Lsn(10), 0, 0, 0, TODAY_MICROS));
        assertThat(registry.get("cdc.lag.bytes").gauge().value()).isEqualTo(20);
        assertThat(registry.get("cdc.lsn.received").gauge().value()).isEqualTo(20);
    }

    @Test
    void exactly_one_state_is_on() {
        metrics.state(new WorkerState.Paused());
        for (String name : WorkerState.NAMES) {
            assertThat(registry.get("cdc.stream.state")
                            .tag("state", name)
                            .gauge()
                            .value())
                    .isEqualTo(name.equals("PAUSED") ? 1 : 0);
        }
    }
}
