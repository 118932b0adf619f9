package dev.cdcnotifier.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final Point POINT = new Point("backlog", "1,000,000", 1_000_000, 10, 100, 1, 1);

    @Test
    void before_it_begins_what_is_left_is_the_guess() {
        Plan plan = new Plan(List.of(POINT), 2);
        assertThat(plan.left(0)).isEqualTo(plan.guess());
    }

    @Test
    void half_done_in_hours_leaves_nearly_as_many() {
        Plan plan = new Plan(List.of(POINT, POINT), 1);
        plan.filled(POINT);
        plan.drained(POINT);
        assertThat(plan.left(Duration.ofHours(10).toNanos())).isBetween(Duration.ofHours(3), Duration.ofHours(10));
    }

    @Test
    void a_slow_start_does_not_frighten() {
        Plan plan = new Plan(List.of(POINT), 1);
        assertThat(plan.left(Duration.ofMinutes(1).toNanos()))
                .isLessThanOrEqualTo(plan.guess().multipliedBy(2));
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
