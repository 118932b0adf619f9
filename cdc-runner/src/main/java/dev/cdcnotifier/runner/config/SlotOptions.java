package dev.cdcnotifier.runner.config;

import dev.cdcnotifier.progressor.ExternalTermLimits;
import dev.cdcnotifier.replication.Provision;
import java.time.Duration;

/** What may be set for all slots or for one; {@code reference.conf} says what each setting means. */
public record SlotOptions(
        Duration resendTimeout,
        int maxRetries,
        Duration reconnectTimeout,
        Partitioner partitioner,
        Provision publications,
        Provision slot,
        boolean failoverSlot,
        boolean binary,
        ExternalTermLimits payload,
        int windowRecords,
        long windowBytes,
        Duration statusInterval,
        boolean headers,
        Delivery delivery,
        String positionTopic,
        Duration commitInterval) {

    /** How often a message may come, as a reader of committed records sees it. */
    public enum Delivery {
        AT_LEAST_ONCE,
        EXACTLY_ONCE
    }
}
