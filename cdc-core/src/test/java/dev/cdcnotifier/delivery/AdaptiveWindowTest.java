package dev.cdcnotifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The window against a cluster that takes so many bytes a second after so long a way, while there is always more to send. */
class AdaptiveWindowTest {

    private static final long MAX = 16 << 20;
    private static final long RECORD = 1 << 10;
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private record Sent(long bytes, long at, long arrives) {}

    private static final Duration DEADLINE = Duration.ofSeconds(12);

    private final AdaptiveWindow window = new AdaptiveWindow(MAX, DEADLINE);
    private final Deque<Sent> inFlight = new ArrayDeque<>();
    private long now;
    private long bytes;
    private long freeAt;
    private long longestWait;

    @Test
    void a_quick_cluster_gets_the_whole_window_within_a_fraction_of_a_second() {
        run(SECOND / 2, 200L << 20, 2 * MILLI);
        assertThat(window.limitBytes()).isEqualTo(MAX);
        assertThat(window.isSlow()).isFalse();
    }

    @Test
    void a_slow_cluster_never_has_more_than_a_few_seconds_of_messages_waiting() {
        run(600 * SECOND, 100_000, 2 * MILLI);
        assertThat(longestWait).isLessThan(8 * SECOND);
        assertThat(window.limitBytes()).isBetween(50_000L, 600_000L);
    }

    @Test
    void a_cluster_that_is_far_away_is_not_taken_for_a_slow_one() {
        run(60 * SECOND, 20L << 20, 400 * MILLI);
        assertThat(window.limitBytes()).isGreaterThan(8 << 20);
        assertThat(window.isSlow()).isFalse();
    }

    @Test
    void a_cluster_that_becomes_slow_gets_less_and_is_called_slow_and_gets_more_when_it_recovers() {
        run(SECOND, 200L << 20, 2 * MILLI);
        run(300 * SECOND, 200_000, 2 * MILLI);
        assertThat(window.isSlow()).isTrue();
        assertThat(window.limitBytes()).isLessThan(2 << 20);
        run(5 * SECOND, 200L << 20, 2 * MILLI);
        assertThat(window.isSlow()).isFalse();
        assertThat(window.limitBytes()).isEqualTo(MAX);
    }

    @Test
    void nothing_is_added_behind_a_record_that_waits_for_too_long() {
        run(SECOND, 200L << 20, 2 * MILLI);
        window.waiting(3 * SECOND, 300_000, now);
        assertThat(window.limitBytes()).isEqualTo(300_000);
        assertThat(window.isSlow()).isTrue();
    }

    @Test
    void after_a_long_rest_the_window_begins_small_again() {
        run(SECOND, 200L << 20, 2 * MILLI);
        window.waiting(0, 0, now + 20 * SECOND);
        assertThat(window.limitBytes()).isEqualTo(MAX);
        window.waiting(0, 0, now + 40 * SECOND);
        assertThat(window.limitBytes()).isEqualTo(64 << 10);
    }

    @Test
    void a_window_that_is_not_filled_does_not_grow() {
        for (int i = 0; i < 1_000; i++) {
            window.confirmed(RECORD, now, false, now + MILLI);
            now += MILLI;
        }
        assertThat(window.limitBytes()).isEqualTo(64 << 10);
    }

    @Test
    void a_window_smaller_than_the_first_one_is_left_as_it_is() {
        AdaptiveWindow small = new AdaptiveWindow(100, DEADLINE);
        small.waiting(60 * SECOND, 50, 60 * SECOND);
        assertThat(small.limitBytes()).isEqualTo(100);
    }

    private void run(long nanos, long bytesPerSecond, long wayNanos) {
        long end = now + nanos;
        while (now < end) {
            boolean wasFull = bytes >= window.limitBytes() - window.limitBytes() / 4;
            for (Sent head = inFlight.peek(); head != null && head.arrives() <= now; head = inFlight.peek()) {
                inFlight.remove();
                bytes -= head.bytes();
                longestWait = Math.max(longestWait, now - head.at());
                window.confirmed(head.bytes(), head.at(), wasFull, now);
            }
            window.waiting(inFlight.isEmpty() ? 0 : now - inFlight.peek().at(), bytes, now);
            while (bytes < window.limitBytes()) {
                long size = Math.max(RECORD, window.limitBytes() / 16);
                freeAt = Math.max(freeAt, now) + size * SECOND / bytesPerSecond;
                inFlight.add(new Sent(size, now, freeAt + wayNanos));
                bytes += size;
            }
            now += MILLI;
        }
    }
}
