package dev.cdcnotifier.runner.http;

import dev.cdcnotifier.replication.SlotStatus;
import dev.cdcnotifier.slot.Lag;
import dev.cdcnotifier.slot.Progress;
import dev.cdcnotifier.slot.StreamActivity;
import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.supervision.WorkerStatus.LastFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All streams with everything that is known about them. Any thread may call it. */
final class StreamList {

    private final Supplier<List<StreamStatus>> streams;

    StreamList(Supplier<List<StreamStatus>> streams) {
        this.streams = streams;
    }

    Response all() {
        return Response.json(200, streams.get().stream().map(StreamList::fields).toList());
    }

    /** What is not known is left out. */
    static Map<String, Object> fields(StreamStatus stream) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("stream", stream.stream());
        fields.put("slot", stream.slot());
        fields.put("database", stream.database());
        fields.put("delivery", stream.delivery());
        fields.put("state", stream.state().name());
        fields.put("ready", stream.state().ready());
        fields.put("reason", stream.state().reason());
        fields.put("message", stream.state().message());
        fields.put("since", stream.since().toString());
        fields.put("restarts", stream.restarts());
        stream.haltedAt()
                .ifPresent(row -> fields.put(
                        "haltedAt", Map.of("commitLsn", row.commitLsn().toString(), "seq", row.ordinal())));
        LastFailure last = stream.lastFailure();
        if (last != null) {
            fields.put("lastError", lastError(last));
        }
        putProgress(fields, stream.progress(), stream.lag());
        putActivity(fields, stream.activity());
        SlotStatus slot = stream.slotSeen();
        if (slot != null) {
            putSlot(fields, slot);
        }
        return fields;
    }

    private static Map<String, Object> lastError(LastFailure last) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("reason", last.failure().reason());
        fields.put("message", last.failure().message());
        fields.put("at", last.at().toString());
        return fields;
    }

    private static void putProgress(Map<String, Object> fields, Progress progress, Lag lag) {
        fields.put("serverLsn", progress.server().toString());
        fields.put("receivedLsn", progress.received().toString());
        fields.put("confirmedLsn", progress.confirmed().toString());
        lag.bytes().ifPresent(bytes -> fields.put("lagBytes", bytes));
        fields.put("lagSeconds", lag.seconds());
        putTime(fields, "lagAsOf", lag.asOf());
        if (lag.atLeast()) {
            fields.put("lagAtLeast", true);
        }
        fields.put("inFlightRecords", progress.inFlightRecords());
        fields.put("inFlightBytes", progress.inFlightBytes());
        fields.put("oldestInFlightMillis", progress.oldestNanos() / 1_000_000);
    }

    private static void putActivity(Map<String, Object> fields, StreamActivity activity) {
        fields.put("rows", activity.rows());
        fields.put("transactions", activity.transactions());
        fields.put("messages", activity.messages());
        StreamActivity.Latency latency = activity.latency();
        if (latency != null) {
            fields.put("latencyMillis", Map.of("p50", millis(latency.p50()), "p99", millis(latency.p99())));
        }
        putTime(fields, "lastConfirmedAt", activity.confirmedAt());
        putTime(fields, "checkedAt", activity.checkedAt());
    }

    private static void putSlot(Map<String, Object> fields, SlotStatus slot) {
        fields.put("walEndLsn", slot.walEnd().toString());
        fields.put("restartLsn", slot.restart().toString());
        fields.put("retainedBytes", slot.retainedBytes());
        slot.safeWalSizeBytes().ifPresent(bytes -> fields.put("safeBytes", bytes));
        fields.put("walStatus", slot.walStatus());
    }

    private static void putTime(Map<String, Object> fields, String name, @Nullable Instant time) {
        if (time != null) {
            fields.put(name, time.toString());
        }
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
