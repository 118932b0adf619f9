package dev.cdcnotifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.delivery.Delivery.Urgency;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitPaceTest {

    private static final long MILLI = 1_000_000;
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final CommitPace pace = new CommitPace(INTERVAL, Duration.ofSeconds(12));

    @Test
    void a_pause_between_transactions_commits_at_once() {
        pace.opened(5 * MILLI);
        assertThat(pace.isDue(Urgency.PAUSE, true, true, 5 * MILLI)).isFalse();
        assertThat(pace.isDue(Urgency.PAUSE, false, true, 5 * MILLI)).isTrue();
    }

    @Test
    void a_loop_that_has_waited_as_long_as_a_commit_takes_commits() {
        commit(0, 4);
        pace.opened(4 * MILLI);
        for (int waited = 1; waited < 4; waited++) {
            assertThat(pace.isDue(Urgency.PAUSE, false, true, (4 + waited) * MILLI))
                    .isFalse();
        }
        assertThat(pace.isDue(Urgency.PAUSE, false, true, 8 * MILLI)).isTrue();
    }

    @Test
    void a_pause_before_the_first_message_counts() {
        commit(0, 4);
        for (int waited = 1; waited <= 4; waited++) {
            pace.isDue(Urgency.PAUSE, false, true, (4 + waited) * MILLI);
        }
        pace.opened(9 * MILLI);
        assertThat(pace.isDue(Urgency.BUSY, false, true, 9 * MILLI)).isFalse();
        assertThat(pace.isDue(Urgency.PAUSE, false, true, 9 * MILLI)).isTrue();
    }

    @Test
    void a_loop_that_never_waits_spends_a_twentieth_of_its_time_on_commits() {
        commit(0, 10);
        pace.opened(10 * MILLI);
        assertThat(pace.isDue(Urgency.BUSY, false, true, 209 * MILLI)).isFalse();
        assertThat(pace.isDue(Urgency.BUSY, false, true, 210 * MILLI)).isTrue();
    }

    @Test
    void however_dear_commits_are_one_comes_within_the_interval() {
        commit(0, 900);
        pace.opened(900 * MILLI);
        assertThat(pace.isDue(Urgency.BUSY, false, true, 1_399 * MILLI)).isFalse();
        assertThat(pace.isDue(Urgency.BUSY, false, true, 1_400 * MILLI)).isTrue();
    }

    @Test
    void one_slow_commit_does_not_slow_down_those_after_it() {
        commit(0, 4);
        commit(100, 400);
        assertThat(pausesUntilDue(500)).as("a fourth of it").isEqualTo(103);
        commit(1_000, 4);
        assertThat(pausesUntilDue(1_004)).isEqualTo(4);
    }

    @Test
    void commits_that_have_become_slow_are_followed() {
        for (int i = 0; i < 30; i++) {
            commit(i * 1_000, 4);
        }
        for (int i = 30; i < 60; i++) {
            commit(i * 1_000, 100);
        }
        assertThat(pausesUntilDue(60_000)).isBetween(99, 100);
    }

    @Test
    void a_large_transaction_is_cut_after_two_intervals_or_when_the_window_is_full() {
        pace.opened(0);
        assertThat(pace.isDue(Urgency.BUSY, true, true, 999 * MILLI)).isFalse();
        assertThat(pace.isDue(Urgency.BUSY, true, true, 1_000 * MILLI)).isTrue();
        assertThat(pace.isDue(Urgency.BUSY, true, false, 0)).isTrue();
    }

    @Test
    void a_short_deadline_leaves_room_for_the_commit() {
        CommitPace hurried = new CommitPace(INTERVAL, Duration.ofMillis(100));
        hurried.asked(0);
        hurried.committed(50 * MILLI);
        hurried.opened(50 * MILLI);
        assertThat(hurried.isDue(Urgency.BUSY, true, true, 75 * MILLI)).isTrue();
        assertThat(hurried.isDue(Urgency.BUSY, false, true, 75 * MILLI)).isTrue();
    }

    @Test
    void the_end_of_a_session_commits_wherever_it_is() {
        pace.opened(0);
        assertThat(pace.isDue(Urgency.END, true, true, 0)).isTrue();
    }

    /** Whatever commits cost and whether the loop waits or not. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void between_transactions_nothing_waits_longer_than_the_interval_and_commits_take_no_more_than_half(long seed) {
        Random random = new Random(seed);
        long now = 0;
        long committing = 0;
        long waited = 0;
        for (int i = 0; i < 2_000; i++) {
            long opened = now;
            pace.opened(now);
            boolean busy = random.nextInt(4) == 0;
            Urgency urgency = busy ? Urgency.BUSY : Urgency.PAUSE;
            while (!pace.isDue(urgency, false, true, now)) {
                now += MILLI;
                waited += MILLI;
            }
            assertThat(now - opened).isLessThanOrEqualTo(INTERVAL.toNanos());
            pace.asked(now);
            long cost = (1 + random.nextInt(20)) * MILLI;
            now += cost;
            committing += cost;
            pace.committed(now);
        }
        assertThat(committing).isLessThan(2 * waited);
    }

    private int pausesUntilDue(long millis) {
        pace.opened(millis * MILLI);
        int pauses = 1;
        while (!pace.isDue(Urgency.PAUSE, false, true, millis * MILLI)) {
            pauses++;
        }
        return pauses;
    }

    private void commit(long atMillis, long millis) {
        pace.asked(atMillis * MILLI);
        pace.committed((atMillis + millis) * MILLI);
    }
}
