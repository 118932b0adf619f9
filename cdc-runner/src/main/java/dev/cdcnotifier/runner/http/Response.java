package dev.cdcnotifier.runner.http;

import dev.cdcnotifier.runner.text.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a request is answered with.
 *
 * @param status the HTTP status
 * @param contentType the body's type
 * @param body the body
 * @param headers further headers
 */
record Response(int status, String contentType, String body, Map<String, String> headers) {

    Response(int status, String contentType, String body) {
        this(status, contentType, body, Map.of());
    }

    static Response json(int status, Object value) {
        return new Response(status, "application/json", Json.write(value) + "\n");
    }

    /** A sentence that says why not. */
    static Response error(int status, String message) {
        return json(status, Map.of("error", message));
    }

    Response with(String header, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Response(status, contentType, body, all);
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
