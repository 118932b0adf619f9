package dev.cdcnotifier.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {

    private static final long MILLI = 1_000_000;

    @Test
    void a_percentile_is_the_value_of_the_nearest_rank() {
        Percentiles percentiles = of(LongStream.rangeClosed(1, 100).map(i -> 101 - i));
        assertThat(percentiles.millis(0.5)).isEqualTo(50);
        assertThat(percentiles.millis(0.99)).isEqualTo(99);
        assertThat(percentiles.millis(0.07)).isEqualTo(7);
        assertThat(percentiles.millis(1)).isEqualTo(100);
        assertThat(percentiles.millis(0.001)).isEqualTo(1);
    }

    @Test
    void one_slow_of_a_hundred_is_only_the_longest_and_two_are_the_99th_percentile() {
        assertThat(of(LongStream.concat(LongStream.generate(() -> 2).limit(99), LongStream.of(800)))
                        .millis(0.99))
                .isEqualTo(2);
        assertThat(of(LongStream.concat(LongStream.generate(() -> 2).limit(98), LongStream.of(800, 900)))
                        .millis(0.99))
                .isEqualTo(800);
    }

    @Test
    void a_record_faster_than_its_commits_answer_counts_below_zero() {
        assertThat(of(LongStream.of(-1, 2, 3)).millis(0.1)).isEqualTo(-1);
    }

    @Test
    void of_nothing_and_of_no_part_there_is_no_percentile() {
        assertThatThrownBy(() -> new Percentiles(new long[0])).isInstanceOf(IllegalArgumentException.class);
        Percentiles one = of(LongStream.of(1));
        assertThatThrownBy(() -> one.millis(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> one.millis(1.1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Percentiles of(LongStream millis) {
        return new Percentiles(millis.map(one -> one * MILLI).toArray());
    }
}
