package dev.cdcnotifier.runner.http;

import dev.cdcnotifier.runner.text.Json;
import java.nio.charset.StandardCharsets;

/**
 * What a request is answered with.
 *
 * @param status the HTTP status
 * @param contentType the body's type
 * @param body the body
 */
record Response(int status, String contentType, String body) {

    static Response json(int status, Object value) {
        return new Response(status, "application/json", Json.write(value) + "\n");
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
