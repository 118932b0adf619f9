package dev.cdcnotifier.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final Point POINT = new Point("backlog", "1,000,000", 1_000_000, 10, 100, 1, 1);

    @Test
    void before_anything_is_done_what_is_left_is_the_guess_less_the_time_that_went_by() {
        Plan plan = new Plan(List.of(POINT), 2);
        assertThat(plan.left(0)).isEqualTo(plan.guess());
        assertThat(plan.left(Duration.ofSeconds(5).toNanos()))
                .isEqualTo(plan.guess().minusSeconds(5));
        assertThat(plan.left(Duration.ofHours(5).toNanos())).isZero();
    }

    @Test
    void half_done_in_an_hour_leaves_an_hour() {
        Plan plan = new Plan(List.of(POINT, POINT), 1);
        plan.filled(POINT);
        plan.drained(POINT);
        assertThat(plan.left(Duration.ofHours(1).toNanos())).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void when_all_is_done_nothing_is_left() {
        Plan plan = new Plan(List.of(POINT), 2);
        plan.filled(POINT);
        plan.drained(POINT);
        plan.drained(POINT);
        assertThat(plan.left(Duration.ofHours(1).toNanos())).isZero();
    }
}
