package dev.cdcnotifier.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    private final Latencies latencies = new Latencies();

    @Test
    void a_percentile_is_at_most_two_percent_too_long() {
        for (int millis = 1; millis <= 1_000; millis++) {
            record(millis);
        }
        assertPercentile(0.5, 500);
        assertPercentile(0.99, 990);
        assertPercentile(1, 1_000);
        assertPercentile(0.001, 1);
    }

    @Test
    void one_slow_of_a_hundred_is_not_the_99th_percentile_and_two_are() {
        for (int i = 0; i < 99; i++) {
            record(2);
        }
        record(800);
        assertPercentile(0.99, 2);
        record(800);
        assertPercentile(0.99, 800);
    }

    @Test
    void a_count_since_an_earlier_one_has_only_what_came_between() {
        record(500);
        Latencies.Count earlier = latencies.count();
        record(3);
        Latencies.Count since = latencies.count().since(earlier);
        assertThat(since.total()).isEqualTo(1);
        assertThat(since.percentileMillis(1)).isCloseTo(3, withPercentage(2));
    }

    @Test
    void of_nothing_there_is_no_percentile() {
        assertThat(latencies.count().percentileMillis(0.5)).isNaN();
    }

    @Test
    void a_message_faster_than_its_commits_answer_counts_as_next_to_nothing() {
        latencies.record(-5_000_000);
        assertThat(latencies.count().total()).isEqualTo(1);
        assertThat(latencies.count().percentileMillis(1)).isLessThan(0.01);
    }

    @Test
    void a_latency_of_hours_is_counted() {
        latencies.record(TimeUnit.HOURS.toNanos(100));
        assertThat(latencies.count().total()).isEqualTo(1);
    }

    @Test
    void the_probe_measures_the_same_whichever_end_tells_first() {
        LatencyProbe probe = new LatencyProbe();
        probe.committed("ns a", 1, 0);
        probe.polled("ns a", 1, TimeUnit.MILLISECONDS.toNanos(7));
        probe.polled("ns a", 2, TimeUnit.MILLISECONDS.toNanos(9));
        assertThat(probe.count().total()).isEqualTo(1);
        assertThat(probe.count().percentileMillis(1)).isCloseTo(7, withPercentage(2));
        probe.committed("ns a", 2, TimeUnit.MILLISECONDS.toNanos(2));
        assertThat(probe.count().total()).isEqualTo(2);
        assertThat(probe.count().percentileMillis(0.5)).isCloseTo(7, withPercentage(2));
    }

    private void record(long millis) {
        latencies.record(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private void assertPercentile(double part, double millis) {
        assertThat(latencies.count().percentileMillis(part)).isBetween(millis * 0.9999, millis * 1.02);
    }
}
