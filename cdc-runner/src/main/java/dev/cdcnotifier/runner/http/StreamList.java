package dev.cdcnotifier.runner.http;

import dev.cdcnotifier.slot.Progress;
import dev.cdcnotifier.slot.StreamStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** All streams with everything that is known about them. Any thread may call it. */
final class StreamList {

    private final Supplier<List<StreamStatus>> streams;

    StreamList(Supplier<List<StreamStatus>> streams) {
        this.streams = streams;
    }

    Response all() {
        return Response.json(200, streams.get().stream().map(StreamList::fields).toList());
    }

    static Map<String, Object> fields(StreamStatus stream) {
        Progress progress = stream.progress();
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
        fields.put("serverLsn", progress.server().toString());
        fields.put("confirmedLsn", progress.confirmed().toString());
        fields.put("lagBytes", progress.lagBytes());
        fields.put("inFlightRecords", progress.inFlightRecords());
        fields.put("inFlightBytes", progress.inFlightBytes());
        fields.put("oldestInFlightMillis", progress.oldestNanos() / 1_000_000);
        fields.put("rows", stream.rows());
        return fields;
    }
}
