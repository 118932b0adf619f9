package dev.cdcnotifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitGapTest {

    private static final long MILLI = 1_000_000;

    private final CommitGap gap = new CommitGap();
    private long now;

    @Test
    void there_is_no_gap_before_the_first_commit() {
        assertThat(gap.isOpen(0)).isFalse();
    }

    @Test
    void behind_a_commit_nothing_is_sent_for_a_millisecond() {
        transaction(MILLI);
        assertThat(gap.isOpen(now)).isTrue();
        assertThat(gap.isOpen(now + MILLI - 1)).isTrue();
        assertThat(gap.isOpen(now + MILLI)).isFalse();
    }

    /** As brokers do it, however far they are. */
    @ParameterizedTest
    @ValueSource(longs = {0, 30})
    void it_grows_until_the_markers_are_written_by_then(long farMillis) {
        long markers = 3 * MILLI;
        transaction(MILLI + farMillis * MILLI);
        int held = 0;
        for (int i = 0; i < 1_000; i++) {
            boolean isHeld = gap.nanos() < markers;
            held += isHeld ? 1 : 0;
            transaction((isHeld ? 21 : 1) * MILLI + farMillis * MILLI);
        }
        assertThat(held).as("of 1,000").isLessThan(50);
        assertThat(gap.nanos()).isBetween(markers / 2, 2 * markers);
    }

    @Test
    void one_slow_request_is_forgotten() {
        transaction(MILLI);
        transaction(40 * MILLI);
        assertThat(gap.nanos()).isEqualTo(2 * MILLI);
        for (int i = 0; i < 100; i++) {
            transaction(MILLI);
        }
        assertThat(gap.nanos()).isEqualTo(MILLI);
    }

    @Test
    void a_gap_that_does_not_help_begins_small_again() {
        transaction(MILLI);
        long largest = 0;
        for (int i = 0; i < 6; i++) {
            transaction(40 * MILLI);
            largest = Math.max(largest, gap.nanos());
        }
        assertThat(largest).isEqualTo(20 * MILLI);
        assertThat(gap.nanos()).isEqualTo(MILLI);
    }

    private void transaction(long firstRequest) {
        now += gap.nanos();
        gap.sent(now);
        now += firstRequest;
        gap.acked(now);
        now += MILLI;
        gap.committed(now);
    }
}
