package dev.cdcnotifier.runner.verify;

import static dev.cdcnotifier.runner.verify.TwoSides.GRACE;
import static dev.cdcnotifier.runner.verify.TwoSides.START;
import static dev.cdcnotifier.runner.verify.TwoSides.TOLERANCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.runner.verify.Difference.Kind;
import dev.cdcnotifier.runner.verify.TwoSides.Said;
import dev.cdcnotifier.testkit.progressor.LifecycleChange;
import dev.cdcnotifier.testkit.progressor.LifecycleChange.Created;
import dev.cdcnotifier.testkit.progressor.LifecycleChange.Failed;
import dev.cdcnotifier.testkit.progressor.LifecycleChange.Working;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private final TwoSides sides = new TwoSides();

    @Test
    void what_both_say_alike_leaves_nothing_behind() {
        sides.both(lifecycle("p", new Created(), 0));
        sides.both(event("p", 1, "a", 0));
        assertThat(sides.comparison.counts().same()).isEqualTo(2);
        assertWaiting(0, 0);
        assertThat(sides.comparison.waitingBytes()).isZero();
    }

    @Test
    void the_order_of_the_entries_of_an_object_is_no_difference() {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("a", 1);
        one.put("b", 2);
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("b", 2);
        other.put("a", 1);
        sides.read(Side.OURS, event("p", 1, one, 0));
        sides.read(Side.ENGINE, event("p", 1, other, 0));
        assertThat(sides.comparison.counts().same()).isEqualTo(1);
    }

    @Test
    void a_message_waits_until_the_other_side_has_come_past_it_by_the_grace_period() {
        sides.read(Side.ENGINE, event("p", 1, "a", 0));
        long grace = GRACE.toSeconds();
        sides.both(event("q", 1, "a", grace - 1));
        sides.atEnd(Side.OURS);
        sides.judge();
        assertThat(sides.differences).isEmpty();
        assertWaiting(0, 1);

        sides.both(event("q", 2, "a", grace));
        sides.judge();
        assertThat(sides.differences).as("a partition may hold more").isEmpty();

        sides.atEnd(Side.OURS);
        sides.judge();
        assertThat(texts())
                .containsExactly("only engine: eventsink 'ns p' event 1 (engine engine-eventsink-"
                        + sides.differences.get(0).engine().partition() + "@0)");
        assertWaiting(0, 0);
    }

    @Test
    void a_side_that_is_halted_makes_messages_wait_and_no_differences() {
        for (int id = 1; id <= 100; id++) {
            sides.read(Side.ENGINE, event("p", id, "a", id));
        }
        sides.atEnd(Side.OURS);
        sides.atEnd(Side.ENGINE);
        sides.judge();
        assertThat(sides.differences).isEmpty();
        for (int id = 1; id <= 100; id++) {
            sides.read(Side.OURS, event("p", id, "a", id));
            sides.atEnd(Side.OURS);
            sides.judge();
        }
        assertThat(sides.differences).isEmpty();
        assertThat(sides.comparison.counts().same()).isEqualTo(100);
    }

    @Test
    void each_field_that_differs_is_named() {
        sides.read(Side.OURS, event("p", 1, "a", 0));
        sides.read(Side.ENGINE, event("p", 1, "b", 0));
        sides.read(Side.OURS, event("p", 2, "a", 0));
        sides.read(Side.ENGINE, event("p", 2, "a", 1));
        sides.read(Side.OURS, lifecycle("p", new Failed("a"), 0));
        sides.read(Side.ENGINE, lifecycle("p", new Failed("b"), 0));
        sides.read(Side.OURS, lifecycle("p", new Working(), 0));
        sides.read(Side.ENGINE, lifecycle("p", new Working(), TOLERANCE.toSeconds() + 1));
        sides.finish();
        assertThat(sides.differences)
                .extracting(Difference::kind, Difference::what, Difference::fields)
                .containsExactlyInAnyOrder(
                        tuple(Kind.DIFFERENT, "event 1", "data"),
                        tuple(Kind.DIFFERENT, "event 2", "created_at"),
                        tuple(Kind.DIFFERENT, "failed", "reason"),
                        tuple(Kind.DIFFERENT, "working", "created_at"));
    }

    @Test
    void a_difference_says_nothing_of_the_rows_data() {
        sides.read(Side.OURS, event("p", 1, "secret", 0));
        sides.read(Side.ENGINE, event("p", 1, "hidden", 0));
        sides.read(Side.OURS, lifecycle("p", new Failed("secret"), 0));
        sides.finish();
        assertThat(texts()).hasSize(2).noneMatch(text -> text.contains("secret") || text.contains("hidden"));
    }

    @Test
    void times_of_lifecycle_messages_may_differ_and_by_how_much_is_told() {
        sides.read(Side.OURS, lifecycle("p", new Created(), 10));
        sides.read(Side.ENGINE, lifecycle("p", new Created(), 10 - TOLERANCE.toSeconds()));
        sides.read(Side.OURS, lifecycle("q", new Created(), 10));
        sides.read(Side.ENGINE, lifecycle("q", new Created(), 10 + TOLERANCE.toSeconds()));
        assertThat(sides.comparison.counts().same()).isEqualTo(2);
        assertThat(sides.comparison.counts().skew()).isEqualTo("-2 s to 2 s");
    }

    @Test
    void a_repeat_of_ours_is_known_by_its_row() {
        Said first = lifecycle("p", new Failed("a"), 0).ofRow(1);
        Said second = lifecycle("p", new Working(), 0).ofRow(2);
        List.of(first, second, first, second).forEach(said -> sides.read(Side.OURS, said));
        List.of(first, second).forEach(said -> sides.read(Side.ENGINE, said));
        sides.finish();
        assertThat(sides.differences).isEmpty();
        assertThat(sides.comparison.counts().of(Side.OURS).repeats).isEqualTo(2);
    }

    @Test
    void a_row_that_comes_late_for_the_first_time_is_no_repeat() {
        sides.read(Side.OURS, event("p", 2, "a", 0).ofRow(2));
        sides.read(Side.OURS, event("p", 1, "a", 0).ofRow(1));
        assertThat(sides.comparison.counts().of(Side.OURS).repeats).isZero();
        assertWaiting(2, 0);
    }

    @Test
    void a_repeat_of_the_engine_is_known_by_its_bytes() {
        Said first = lifecycle("p", new Failed("a"), 0);
        Said second = lifecycle("p", new Working(), 0);
        List.of(first, second, first, second).forEach(said -> sides.read(Side.ENGINE, said));
        List.of(first, second).forEach(said -> sides.read(Side.OURS, said));
        sides.finish();
        assertThat(sides.differences).isEmpty();
        assertThat(sides.comparison.counts().of(Side.ENGINE).repeats).isEqualTo(2);
    }

    @Test
    void what_a_process_does_twice_within_a_second_is_no_repeat() {
        List<LifecycleChange> flapping = List.of(new Failed("a"), new Working(), new Failed("a"), new Working());
        flapping.forEach(change -> sides.read(Side.ENGINE, lifecycle("p", change, 0)));
        for (int row = 0; row < flapping.size(); row++) {
            sides.read(Side.OURS, lifecycle("p", flapping.get(row), 0).ofRow(row + 1));
        }
        sides.finish();
        assertThat(sides.differences).isEmpty();
        assertThat(sides.comparison.counts().same()).isEqualTo(4);
    }

    @Test
    void without_headers_ours_are_treated_as_the_engines() {
        Said said = event("p", 1, "a", 0);
        sides.read(Side.OURS, said);
        sides.read(Side.OURS, said);
        sides.read(Side.ENGINE, said);
        sides.finish();
        assertThat(sides.differences).isEmpty();
        assertThat(sides.comparison.counts().of(Side.OURS).repeats).isEqualTo(1);
    }

    @Test
    void more_messages_than_are_laid_side_by_side_at_once_are_all_judged() {
        sides.read(Side.OURS, event("p", 1, "a", 0));
        for (int id = 2; id <= 1_001; id++) {
            sides.read(Side.ENGINE, event("p", id, "a", 0));
        }
        sides.finish();
        assertThat(sides.differences).hasSize(1_001);
        assertWaiting(0, 0);
        assertThat(sides.comparison.waitingBytes()).isZero();
    }

    @Test
    void two_that_changed_places_are_one_difference() {
        for (int id : new int[] {1, 2, 3}) {
            sides.read(Side.OURS, event("p", id, "a", 0));
        }
        for (int id : new int[] {1, 3, 2}) {
            sides.read(Side.ENGINE, event("p", id, "a", 0));
        }
        sides.finish();
        assertThat(sides.differences).extracting(Difference::kind).containsExactly(Kind.OUT_OF_ORDER);
        assertThat(sides.comparison.counts().same()).isEqualTo(2);
    }

    @Test
    void a_key_in_another_partition_is_counted_and_another_key_is_a_difference() {
        Said said = event("p", 1, "a", 0);
        sides.read(Side.OURS, said, 0, "ns p");
        sides.read(Side.ENGINE, said, 1, "ns p");
        assertThat(sides.comparison.counts().otherPartition()).isEqualTo(1);
        assertThat(sides.differences).isEmpty();
        Said next = event("p", 2, "a", 0);
        sides.read(Side.OURS, next, 0, "ns p");
        sides.read(Side.ENGINE, next, 0, "p");
        assertThat(sides.differences).extracting(Difference::fields).containsExactly(List.of("key"));
    }

    @Test
    void what_happened_before_the_start_may_be_on_one_side_only() {
        TwoSides since = new TwoSides(START);
        since.read(Side.OURS, event("p", 1, "a", -1));
        since.both(event("p", 2, "a", -1));
        since.both(event("p", 3, "a", 0));
        since.read(Side.ENGINE, event("p", 4, "a", 0));
        since.finish();
        assertThat(since.differences).extracting(Difference::what).containsExactly("event 4");
        assertThat(since.comparison.counts().of(Side.OURS).passedOver).isEqualTo(2);
        assertThat(since.comparison.counts().same()).isEqualTo(1);
    }

    @Test
    void what_is_from_before_the_start_proves_nothing_as_when_the_clock_here_is_ahead() {
        TwoSides since = new TwoSides(at(3_600));
        since.both(event("p", 1, "a", 0));
        since.read(Side.ENGINE, event("p", 2, "a", 1));
        since.both(event("p", 3, "a", 2));
        since.finish();
        assertThat(since.differences).isEmpty();
        assertThat(since.comparison.counts().same()).isZero();
        assertThat(since.comparison.counts().of(Side.ENGINE).passedOver).isEqualTo(3);
    }

    @Test
    void a_row_that_comes_again_with_other_bytes_is_no_repeat() {
        Said first = event("p", 1, "a", 0).ofRow(1);
        sides.both(first);
        sides.read(Side.OURS, first);
        sides.read(Side.OURS, event("p", 1, "b", 0).ofRow(1));
        sides.finish();
        assertThat(sides.differences).extracting(Difference::kind).containsExactly(Kind.ONLY_OURS);
        assertThat(sides.comparison.counts().of(Side.OURS).repeats).isEqualTo(1);
    }

    @Test
    void at_the_end_events_that_both_tell_are_judged_however_short_they_waited() {
        sides.now = 1;
        sides.both(event("p", 1, "a", 0));
        sides.read(Side.ENGINE, event("p", 2, "a", 0));
        sides.both(event("p", 3, "a", 0));
        sides.read(Side.OURS, event("p", 4, "a", 0));
        sides.read(Side.ENGINE, event("p", 4, "b", 0));
        for (int id : new int[] {5, 6}) {
            sides.read(Side.OURS, event("q", id, "a", 0));
            sides.read(Side.ENGINE, event("q", 11 - id, "a", 0));
        }
        sides.finish();
        assertThat(sides.differences)
                .extracting(Difference::kind, Difference::what)
                .containsExactlyInAnyOrder(
                        Tuple.tuple(Kind.DIFFERENT, "event 4"), Tuple.tuple(Kind.OUT_OF_ORDER, "event 5"));
        assertThat(sides.comparison.counts().same()).isEqualTo(3);
        assertWaiting(0, 1);
    }

    @Test
    void records_without_a_timestamp_happened_when_they_say() {
        TwoSides since = new TwoSides(START);
        since.areTimed = false;
        since.read(Side.ENGINE, event("p", 1, "a", 0));
        since.both(event("p", 2, "a", GRACE.toSeconds()));
        since.atEnd(Side.OURS);
        since.judge();
        assertThat(since.differences).extracting(Difference::what).containsExactly("event 1");
        assertThat(since.comparison.counts().same()).isEqualTo(1);
    }

    @Test
    void a_long_run_that_one_side_has_more_of_hides_no_counterparts_behind_it() {
        TwoSides since = new TwoSides(at(2_000));
        int more = 2 * Alignment.LONGEST;
        for (int id = 1; id <= 3 * more; id++) {
            since.read(Side.OURS, event("p", id, "a", id <= more ? 0 : 2_000));
        }
        for (int id = more + 1; id <= 3 * more; id++) {
            since.read(Side.ENGINE, event("p", id, "a", 2_000));
        }
        since.finish();
        assertThat(since.differences).isEmpty();
        assertThat(since.comparison.counts().same()).isEqualTo(2 * more);
    }

    @Test
    void long_runs_that_changed_places_are_judged() {
        int half = Alignment.LONGEST;
        for (int id = 0; id < 2 * half; id++) {
            sides.read(Side.OURS, event("p", id, "a", 0));
            sides.read(Side.ENGINE, event("p", (id + half) % (2 * half), "a", 0));
        }
        sides.finish();
        assertThat(sides.differences).isNotEmpty();
        assertWaiting(0, 0);
    }

    @Test
    void a_message_of_the_engines_that_names_a_row_is_ours() {
        sides.read(Side.OURS, event("p", 1, "a", 0).ofRow(1));
        assertThat(sides.of(Side.OURS).firstOfOurs()).isNull();
        sides.read(Side.ENGINE, event("p", 1, "a", 0));
        assertThat(sides.of(Side.ENGINE).firstOfOurs()).isNull();
        sides.read(Side.ENGINE, event("p", 2, "a", 0).ofRow(2), 1, "ns p");
        assertThat(sides.of(Side.ENGINE).firstOfOurs()).isEqualTo("engine-eventsink-1@0");
    }

    @Test
    void a_message_that_speaks_of_the_far_future_does_not_carry_its_side_there() {
        sides.read(Side.OURS, event("p", 1, "a", 0));
        Said odd = event("q", 1, "a", 1);
        sides.both(odd.saying(event("q", 1, "a", 1_000_000).value()));
        sides.atEnd(Side.ENGINE);
        sides.judge();
        assertThat(sides.differences).isEmpty();
        assertWaiting(1, 0);
    }

    @Test
    void records_that_are_no_message_of_the_namespace_are_told_apart() {
        Said other = new Said(Sink.EVENTSINK, "p", new byte[] {1}, START, 0);
        sides.read(Side.ENGINE, other, 0, "other p");
        sides.read(Side.ENGINE, other, 0, "ns p");
        sides.read(
                Side.ENGINE,
                new Said(Sink.EVENTSINK, "p", lifecycle("p", new Created(), 0).value(), START, 0));
        assertThat(sides.comparison.counts().of(Side.ENGINE).foreign).isEqualTo(1);
        assertThat(sides.of(Side.ENGINE).unreadable()).isEqualTo(2);
        assertThat(sides.of(Side.ENGINE).firstUnreadable()).startsWith("engine-eventsink-0@1 of 'ns p' at byte 0");
    }

    private List<String> texts() {
        return sides.differences.stream().map(Difference::text).toList();
    }

    private void assertWaiting(long ours, long engine) {
        assertThat(sides.comparison.waiting(Side.OURS)).isEqualTo(ours);
        assertThat(sides.comparison.waiting(Side.ENGINE)).isEqualTo(engine);
    }

    private static Said event(String process, int eventId, Object content, long second) {
        return Said.event(process, eventId, content, at(second));
    }

    private static Said lifecycle(String process, LifecycleChange change, long second) {
        return Said.lifecycle(process, change, at(second));
    }

    private static Instant at(long second) {
        return START.plus(Duration.ofSeconds(second));
    }

    private static Tuple tuple(Kind kind, String what, String field) {
        return Tuple.tuple(kind, what, List.of(field));
    }
}
