package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cdcnotifier.supervision.Failure;
import dev.cdcnotifier.supervision.FailureKind;
import dev.cdcnotifier.supervision.WorkerState;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecentEventsTest {

    private Instant now = Instant.EPOCH;
    private final RecentEvents events = new RecentEvents(() -> now);

    @Test
    void the_same_failure_again_and_again_is_one_event_that_is_counted() {
        Failure failure = new Failure(FailureKind.TRANSIENT, "postgres_unavailable", "away");
        for (int i = 0; i < 3; i++) {
            now = Instant.EPOCH.plusSeconds(i);
            events.state(new WorkerState.Retry(failure, now.plusSeconds(5)));
        }
        assertThat(events.list())
                .containsExactly(new StreamEvent(
                        Instant.EPOCH, Instant.EPOCH.plusSeconds(2), 3, "RETRY", "postgres_unavailable", "away"));
    }

    @Test
    void the_oldest_are_forgotten() {
        for (int i = 0; i < RecentEvents.LIMIT + 10; i++) {
            events.add("row_skipped", "", "seq=" + i);
        }
        assertThat(events.list()).hasSize(RecentEvents.LIMIT);
        assertThat(events.list().get(0).text()).isEqualTo("seq=10");
    }

    @Test
    void orders_and_states_stand_in_the_order_in_which_they_came() {
        events.state(new WorkerState.Streaming());
        events.add("pause", "", "");
        events.state(new WorkerState.Paused());
        events.add("resume", "", "");
        events.state(new WorkerState.Streaming());
        assertThat(events.list())
                .extracting(StreamEvent::name, StreamEvent::times)
                .containsExactly(
                        tuple("STREAMING", 1L),
                        tuple("pause", 1L),
                        tuple("PAUSED", 1L),
                        tuple("resume", 1L),
                        tuple("STREAMING", 1L));
    }
}
