package dev.cdcnotifier.bench.contender;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** The JSON Debezium makes of a change. Any thread. */
final class DebeziumEnvelope {

    private static final ObjectMapper JSON = new ObjectMapper();

    private DebeziumEnvelope() {}

    /**
     * The row after the change. The rest has the time of sending in it ({@code ts_ms}), by which a row that came twice would
     * look like two. A value that is no envelope with a row is returned as it is: it is no row of the backlog, and counts as
     * one too many.
     */
    static byte[] row(byte[] value) {
        try {
            JsonNode root = JSON.readTree(value);
            JsonNode after = (root.has("payload") ? root.get("payload") : root).path("after");
            return after.isObject() ? JSON.writeValueAsBytes(after) : value;
        } catch (IOException e) {
            return value;
        }
    }
}
