package dev.cdcnotifier.runner.http;

import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.replication.SlotStatus;
import dev.cdcnotifier.slot.Lag;
import dev.cdcnotifier.slot.Progress;
import dev.cdcnotifier.slot.StreamActivity;
import dev.cdcnotifier.slot.StreamEvent;
import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.supervision.Failure;
import dev.cdcnotifier.supervision.WorkerState;
import dev.cdcnotifier.supervision.WorkerStatus.LastFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
        putHelp(fields, stream.state());
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

    /** With what has happened to the stream lately, oldest first. */
    static Map<String, Object> fields(StreamStatus stream, List<StreamEvent> events) {
        Map<String, Object> fields = fields(stream);
        fields.put("events", events.stream().map(StreamList::event).toList());
        return fields;
    }

    private static Map<String, Object> event(StreamEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", event.at().toString());
        fields.put("last", event.last().toString());
        fields.put("times", event.times());
        fields.put("event", event.name());
        fields.put("reason", event.reason());
        fields.put("text", event.text());
        return fields;
    }

    /** What is known of what is wrong, what can be done, and where more about it stands. */
    private static void putHelp(Map<String, Object> fields, WorkerState state) {
        Failure failure = state.failure();
        if (failure != null && !failure.facts().isEmpty()) {
            fields.put(
                    "facts",
                    failure.facts().entrySet().stream()
                            .map(fact -> fact(fact.getKey(), fact.getValue()))
                            .toList());
        }
        if (failure != null && !failure.remedies().isEmpty()) {
            fields.put(
                    "remedies",
                    failure.remedies().stream().map(StreamList::remedy).toList());
        }
        Runbooks.of(state.reason()).ifPresent(page -> fields.put("runbook", page));
    }

    private static Map<String, Object> fact(String name, String value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("value", value);
        return fields;
    }

    private static Map<String, Object> remedy(Remedy remedy) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", remedy.kind().name().toLowerCase(Locale.ROOT));
        fields.put("text", remedy.text());
        fields.put("purpose", remedy.purpose());
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
