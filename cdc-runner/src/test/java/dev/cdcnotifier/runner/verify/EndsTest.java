package dev.cdcnotifier.runner.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class EndsTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final Ends ends = new Ends(Map.of(PARTITION, 10L));

    @Test
    void a_partition_that_is_read_to_its_end_has_come_as_far_as_its_side() {
        ends.look(Map.of(PARTITION, 20L), at(5));
        assertThat(ends.hasCome(PARTITION, 9)).isEmpty();
        assertThat(ends.hasCome(PARTITION, 20)).contains(at(5));
        assertThat(ends.isRead(PARTITION, 19)).isFalse();
        assertThat(ends.behind(PARTITION, 12)).isEqualTo(8);
        assertThat(ends.behind(PARTITION, 25)).isZero();
    }

    @Test
    void a_partition_that_always_has_more_has_come_as_far_as_its_side_had_at_the_look_before() {
        ends.look(Map.of(PARTITION, 20L), at(5));
        ends.look(Map.of(PARTITION, 30L), at(6));
        assertThat(ends.hasCome(PARTITION, 19)).isEmpty();
        assertThat(ends.isCurrent(PARTITION, 19)).isFalse();
        assertThat(ends.hasCome(PARTITION, 29)).contains(at(5));
        assertThat(ends.isCurrent(PARTITION, 29)).isTrue();
        assertThat(ends.isRead(PARTITION, 29)).isFalse();
    }

    private static Instant at(long second) {
        return Instant.ofEpochSecond(second);
    }
}
