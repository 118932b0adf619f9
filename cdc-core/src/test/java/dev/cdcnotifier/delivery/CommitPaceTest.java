package dev.cdcnotifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.delivery.Delivery.Urgency;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitPaceTest {

    private static final long MILLI = 1_000_000;

    private final CommitPace pace = new CommitPace(Duration.ofSeconds(12), 0);

    @Test
    void a_pause_between_transactions_commits_at_once() {
        pace.opened(5 * MILLI);
        assertThat(pace.isDue(Urgency.PAUSE, false, true, 5 * MILLI)).isTrue();
        assertThat(pace.isDue(Urgency.PAUSE, true, true, 5 * MILLI)).isFalse();
    }

    @Test
    void commits_take_a_tenth_of_the_time_at_pauses() {
        pace.asked(0);
        pace.committed(4 * MILLI);
        pace.opened(5 * MILLI);
        assertThat(pace.isDue(Urgency.PAUSE, false, true, 43 * MILLI)).isFalse();
        assertThat(pace.isDue(Urgency.PAUSE, false, true, 44 * MILLI)).isTrue();
    }

    @Test
    void with_more_to_read_transactions_are_collected_for_half_a_second() {
        pace.opened(0);
        assertThat(pace.isDue(Urgency.BUSY, false, true, 499 * MILLI)).isFalse();
        assertThat(pace.isDue(Urgency.BUSY, false, true, 500 * MILLI)).isTrue();
    }

    @Test
    void a_large_transaction_is_cut_after_a_second_or_when_the_window_is_full() {
        pace.opened(0);
        assertThat(pace.isDue(Urgency.BUSY, true, true, 999 * MILLI)).isFalse();
        assertThat(pace.isDue(Urgency.BUSY, true, true, 1_000 * MILLI)).isTrue();
        assertThat(pace.isDue(Urgency.BUSY, true, false, 0)).isTrue();
    }

    @Test
    void a_short_deadline_leaves_room_for_the_commit() {
        CommitPace hurried = new CommitPace(Duration.ofMillis(100), 0);
        hurried.opened(0);
        assertThat(hurried.isDue(Urgency.BUSY, true, true, 25 * MILLI)).isTrue();
        assertThat(hurried.isDue(Urgency.BUSY, false, true, 25 * MILLI)).isTrue();
    }

    @Test
    void the_end_of_a_session_commits_wherever_it_is() {
        pace.opened(0);
        assertThat(pace.isDue(Urgency.END, true, true, 0)).isTrue();
    }
}
