package dev.cdcnotifier.bench.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DueTimesTest {

    @Test
    void commits_are_due_at_equal_distances() {
        DueTimes due = new DueTimes(1_000, 500);
        assertThat(due.of(0)).isEqualTo(1_000);
        assertThat(due.of(1)).isEqualTo(1_000 + 2_000_000);
        assertThat(due.of(2)).isEqualTo(1_000 + 4_000_000);
    }

    @Test
    void a_rate_that_does_not_divide_a_second_does_not_drift() {
        DueTimes due = new DueTimes(0, 3);
        assertThat(due.of(1)).isEqualTo(333_333_333);
        assertThat(due.of(3)).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        assertThat(due.of(3 * 100_000)).isEqualTo(TimeUnit.SECONDS.toNanos(100_000));
    }

    @Test
    void the_greatest_index_overflows_nothing() {
        assertThat(new DueTimes(0, 1).of(Integer.MAX_VALUE)).isEqualTo(TimeUnit.SECONDS.toNanos(Integer.MAX_VALUE));
    }

    @Test
    void there_is_no_rate_below_one() {
        assertThatThrownBy(() -> new DueTimes(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
