package dev.cdcnotifier.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.progressor.LifecycleChange;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerificationTest {

    private static final String KEY = "default/default p1";
    private static final LifecycleChange CREATED = new LifecycleChange.Created();
    private static final LifecycleChange FAILED = new LifecycleChange.Failed("no answer");
    private static final LifecycleChange WORKING = new LifecycleChange.Working();

    private final Verification verification = new Verification();

    VerificationTest() {
        verification.committed(KEY, 3, List.of(CREATED, FAILED, WORKING));
    }

    @Test
    void everything_once_and_in_order_is_good() {
        events(1, 2, 3);
        lifecycle(CREATED, FAILED, WORKING);
        Verdict verdict = verification.verdict();
        assertThat(verdict).isEqualTo(new Verdict(6, 0, 0, 0, List.of()));
        assertThat(verdict.isGood()).isTrue();
        assertThat(verdict.headline()).isEqualTo("VERDICT: ok, nothing lost, nothing out of order, no duplicates");
    }

    @Test
    void a_missing_event_at_the_end_is_lost() {
        events(1, 2);
        lifecycle(CREATED, FAILED, WORKING);
        Verdict verdict = verification.verdict();
        assertThat(verdict.isGood()).isFalse();
        assertThat(verdict.lost()).isEqualTo(1);
        assertThat(verdict.violations()).singleElement().asString().contains(KEY, DemoTopics.EVENT_SINK, "lost");
        assertThat(verdict.headline()).isEqualTo("VERDICT: NOT ok, 1 lost, 0 out of order, 0 duplicates");
    }

    @Test
    void a_missing_lifecycle_message_is_lost() {
        events(1, 2, 3);
        lifecycle(CREATED, FAILED);
        assertThat(verification.verdict().lost()).isEqualTo(1);
    }

    @Test
    void nothing_at_all_delivered_is_all_lost() {
        assertThat(verification.verdict().lost()).isEqualTo(6);
    }

    @Test
    void two_events_in_the_wrong_order_are_not_good_though_nothing_is_lost() {
        events(2, 1, 3);
        lifecycle(CREATED, FAILED, WORKING);
        Verdict verdict = verification.verdict();
        assertThat(verdict.isGood()).isFalse();
        assertThat(verdict.lost()).isZero();
        assertThat(verdict.outOfOrder()).isPositive();
    }

    @Test
    void a_repeated_message_is_a_duplicate() {
        events(1, 2, 3, 2, 3);
        lifecycle(CREATED, FAILED, WORKING);
        Verdict verdict = verification.verdict();
        assertThat(verdict.isGood()).isFalse();
        assertThat(verdict.lost()).isZero();
        assertThat(verdict.outOfOrder()).isZero();
        assertThat(verdict.duplicates()).isEqualTo(2);
    }

    @Test
    void a_message_that_nobody_committed_is_not_good() {
        events(1, 2, 3, 4);
        lifecycle(CREATED, FAILED, WORKING);
        verification.lifecycle("default/default stranger", CREATED);
        Verdict verdict = verification.verdict();
        assertThat(verdict.isGood()).isFalse();
        assertThat(verdict.violations()).anyMatch(violation -> violation.contains("stranger"));
    }

    private void events(int... eventIds) {
        for (int eventId : eventIds) {
            verification.event(KEY, eventId);
        }
    }

    private void lifecycle(LifecycleChange... changes) {
        for (LifecycleChange change : changes) {
            verification.lifecycle(KEY, change);
        }
    }
}
