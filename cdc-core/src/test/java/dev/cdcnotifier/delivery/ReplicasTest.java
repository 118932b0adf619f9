package dev.cdcnotifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.inspection.Precondition;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicasTest {

    @ParameterizedTest
    @CsvSource({
        "3, 3, 0, 2, OK,      ''",
        "3, 2, 0, 2, WARNING, a replica is not in sync",
        "3, 1, 0, 2, FAILED,  no record can be confirmed now",
        "3, 3, 0, 1, WARNING, one replica is enough",
        "3, 3, 0, 3, WARNING, every replica must have a record",
        "2, 2, 0, 2, WARNING, every replica must have a record",
        "1, 1, 0, 1, WARNING, one copy of each message",
        "1, 1, 0, 2, FAILED,  no record can ever be confirmed",
        "3, 3, 1, 2, FAILED,  have no leader",
        "3, 3, 0,  , WARNING, the topic's settings cannot be read",
    })
    void copies_are_compared_with_those_that_are_needed(
            int all, int inSync, int leaderless, @Nullable Integer needed, Precondition.State state, String meaning) {
        Precondition judged = new Replicas(all, inSync, leaderless, needed)
                .judged("replicas", "events", new KafkaTools(Map.of("bootstrap.servers", "b:1")));
        assertThat(judged.state()).isEqualTo(state);
        assertThat(judged.meaning()).contains(meaning);
    }
}
