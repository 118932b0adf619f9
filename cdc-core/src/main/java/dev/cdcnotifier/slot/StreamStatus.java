package dev.cdcnotifier.slot;

import dev.cdcnotifier.supervision.WorkerState;
import java.time.Instant;

/**
 * A stream at one moment. Made from what the process knows: no database and no cluster is asked.
 *
 * @param stream the stream's name
 * @param slot the replication slot
 * @param database the database, {@code host:port/name}
 * @param delivery {@code at-least-once} or {@code exactly-once}
 * @param state how it is
 * @param since when that state began
 * @param restarts how many attempts have failed since the process started
 * @param progress how far it is
 * @param rows rows mapped since the process started
 */
public record StreamStatus(
        String stream,
        String slot,
        String database,
        String delivery,
        WorkerState state,
        Instant since,
        long restarts,
        SlotMetrics.Progress progress,
        long rows) {}
