package dev.cdcnotifier.runner.http;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was asked. Bodies are not read: nothing here takes one.
 *
 * @param method in upper case
 * @param path decoded, with its leading slash
 * @param query decoded; of a repeated name the last
 * @param authorization the header of that name
 * @param remote the address of who asks; a proxy's own when there is one between
 */
record Request(String method, String path, Map<String, String> query, Optional<String> authorization, String remote) {

    static Request of(HttpExchange exchange) {
        return new Request(
                exchange.getRequestMethod(),
                decode(exchange.getRequestURI().getRawPath()),
                query(exchange.getRequestURI().getRawQuery()),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                exchange.getRemoteAddress().getAddress().getHostAddress());
    }

    /** Whether it changes nothing. */
    boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? List.<String>of() : Arrays.asList(raw.split("&"))) {
            String[] parts = pair.split("=", 2);
            query.put(decode(parts[0]), parts.length == 1 ? "" : decode(parts[1]));
        }
        return query;
    }

    /** A plus sign is one: these are paths and positions, not forms. The server has refused broken escapes already. */
    private static String decode(@Nullable String raw) {
        return raw == null ? "" : URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
