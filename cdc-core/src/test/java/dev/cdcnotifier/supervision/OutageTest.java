package dev.cdcnotifier.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What counts as one outage: it has one beginning. */
class OutageTest {

    private static final WorkerState AWAY = retrying("kafka_unavailable", "no broker");

    @Test
    void an_outage_that_is_met_again_in_other_words_goes_on() {
        assertThat(retrying("kafka_unavailable", "no answer within 9 s").continues(AWAY))
                .isTrue();
        assertThat(retrying("delivery_deadline", "nothing confirmed for 12 s").continues(AWAY))
                .isTrue();
        assertThat(retrying("kafka_unresolvable", "unknown host").continues(AWAY))
                .isTrue();
    }

    @Test
    void another_system_that_is_down_is_another_outage() {
        assertThat(retrying("postgres_unavailable", "no server").continues(AWAY))
                .isFalse();
        assertThat(AWAY.continues(retrying("unexpected", "something else"))).isFalse();
    }

    @Test
    void an_outage_after_a_success_is_another_one() {
        assertThat(AWAY.continues(new WorkerState.Streaming())).isFalse();
        assertThat(new WorkerState.Streaming().continues(AWAY)).isFalse();
    }

    private static WorkerState retrying(String reason, String message) {
        return new WorkerState.Retry(new Failure(FailureKind.TRANSIENT, reason, message), Instant.now());
    }
}
