package dev.cdcnotifier.chaos.row.kafka;

import dev.cdcnotifier.chaos.row.Row;
import java.util.List;

/** The rows of this package. */
public final class KafkaRows {

    /** In the order of the catalogue. */
    public static final List<Row> ALL = List.of(
            new BrokersLongAway(),
            new BrokersAwayAroundDeadline(),
            new LeaderKilled(),
            new ReplicasFrozen(),
            new TopicMissing(true),
            new TopicMissing(false),
            new RecordTooLarge(true),
            new RecordTooLarge(false),
            new BufferExhausted(),
            new KafkaSlow(),
            new TopicRecreated());

    private KafkaRows() {}
}
