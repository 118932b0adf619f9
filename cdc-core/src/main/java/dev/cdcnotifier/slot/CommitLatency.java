package dev.cdcnotifier.slot;

import dev.cdcnotifier.slot.StreamActivity.Latency;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * How long it takes from a commit to Kafka's confirmation: as a histogram for whoever collects meters, and as percentiles
 * of the last minutes for whoever looks. Any thread may read; {@link #record} is for the slot's.
 */
final class CommitLatency implements AutoCloseable {

    private static final Duration[] BUCKETS = DoubleStream.of(
                    .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30, 60)
            .mapToObj(seconds -> Duration.ofMillis(Math.round(seconds * 1_000)))
            .toArray(Duration[]::new);

    private static final double MEDIAN = 0.5;
    private static final double MOST = 0.99;
    private static final Duration WINDOW = Duration.ofMinutes(3);
    private static final int WINDOW_PARTS = 3;

    private final MeterRegistry registry;
    private final Timer all;
    private final SimpleMeterRegistry own = new SimpleMeterRegistry();
    private final Timer recent;

    CommitLatency(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.all = Timer.builder("cdc.commit.confirm.latency")
                .description("from a commit, by PostgreSQL's clock, to Kafka's confirmation, by ours")
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        this.recent = Timer.builder("recent")
                .publishPercentiles(MEDIAN, MOST)
                .distributionStatisticExpiry(WINDOW)
                .distributionStatisticBufferLength(WINDOW_PARTS)
                .register(own);
    }

    /** @param micros where the clocks disagree it may be negative, and counts as nothing */
    void record(long micros) {
        long positive = Math.max(0, micros);
        all.record(positive, TimeUnit.MICROSECONDS);
        recent.record(positive, TimeUnit.MICROSECONDS);
    }

    /** Of the last minutes; null when there was nothing. */
    @Nullable
    Latency recent() {
        ValueAtPercentile[] values = recent.takeSnapshot().percentileValues();
        Duration median = at(values, MEDIAN);
        Duration most = at(values, MOST);
        return most.isZero() ? null : new Latency(median, most);
    }

    @Override
    public void close() {
        registry.remove(all);
        own.close();
    }

    private static Duration at(ValueAtPercentile[] values, double percentile) {
        return Arrays.stream(values)
                .filter(value -> value.percentile() == percentile)
                .findAny()
                .map(value -> Duration.ofNanos((long) value.value(TimeUnit.NANOSECONDS)))
                .orElse(Duration.ZERO);
    }
}
