package dev.cdcnotifier.runner.http;

import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.supervision.WorkerState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Whether the process works and whether its streams do. Any thread may call it.
 *
 * <p>Alive means that no stream was given up: a stream that waits, retries or needs an operator is alive, and a restart of
 * the process would not help it. Ready means that every stream streams or stands by.
 */
final class Health {

    private final Supplier<List<StreamStatus>> streams;
    private volatile boolean stopping;

    Health(Supplier<List<StreamStatus>> streams) {
        this.streams = streams;
    }

    /** From now on streams that have ended are as they should be. */
    void stopping() {
        stopping = true;
    }

    Response live() {
        boolean ended = streams.get().stream().anyMatch(stream -> stream.state() instanceof WorkerState.Stopped);
        return answer(stopping || !ended, Map.of());
    }

    Response ready() {
        List<StreamStatus> now = streams.get();
        boolean ready =
                !stopping && now.stream().allMatch(stream -> stream.state().ready());
        return answer(ready, Map.of("streams", now.stream().map(Health::brief).toList()));
    }

    private static Response answer(boolean up, Map<String, Object> more) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", up ? "UP" : "DOWN");
        body.putAll(more);
        return Response.json(up ? 200 : 503, body);
    }

    private static Map<String, Object> brief(StreamStatus stream) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", stream.stream());
        fields.put("state", stream.state().name());
        fields.put("reason", stream.state().reason());
        fields.put("message", stream.state().message());
        return fields;
    }
}
