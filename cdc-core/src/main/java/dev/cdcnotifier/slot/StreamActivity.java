package dev.cdcnotifier.slot;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a stream has done since the process started.
 *
 * @param rows rows mapped
 * @param transactions transactions received whole
 * @param messages messages handed to Kafka, by topic, repeats included
 * @param latency from a commit to Kafka's confirmation, over the last minutes; null while there is none
 * @param confirmedAt when all that had been read was last confirmed to PostgreSQL, or a further part of it; null before
 * @param checkedAt when publications, tables, topics and slot were last found as they must be; null before
 */
public record StreamActivity(
        long rows,
        long transactions,
        Map<String, Long> messages,
        @Nullable Latency latency,
        @Nullable Instant confirmedAt,
        @Nullable Instant checkedAt) {

    public StreamActivity {
        messages = Map.copyOf(messages);
    }

    /**
     * How long it takes from a transaction's commit until Kafka has confirmed all of it: half of the samples took no longer
     * than {@code p50}, 99 of 100 no longer than {@code p99}. See {@link SlotMetrics#delivered} for what is sampled.
     */
    public record Latency(Duration p50, Duration p99) {}
}
