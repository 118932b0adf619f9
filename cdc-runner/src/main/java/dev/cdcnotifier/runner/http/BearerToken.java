package dev.cdcnotifier.runner.http;

import dev.cdcnotifier.pg.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may change something: whoever sends the configured token (<a
 * href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750</a>). Any thread may call it.
 */
final class BearerToken {

    private static final Logger LOG = LoggerFactory.getLogger(BearerToken.class);

    private static final String SCHEME = "Bearer ";

    private final @Nullable Secret token;

    BearerToken(@Nullable Secret token) {
        this.token = token;
    }

    /** Whether anybody may change anything. */
    boolean configured() {
        return token != null;
    }

    /** @throws RequestRefusedException 403 when there is no token, 401 when it is not the one that was sent */
    void require(Request request) throws RequestRefusedException {
        if (token == null) {
            throw new RequestRefusedException(
                    403,
                    "no_token_configured",
                    "streams cannot be controlled over HTTP: no token is configured; set cdc-notifier.http.token or"
                            + " cdc-notifier.http.token-file and restart");
        }
        String sent = request.authorization()
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> header.substring(SCHEME.length()).strip())
                .orElseThrow(() -> new RequestRefusedException(
                        401, "token_missing", "a token is needed: send the header Authorization: Bearer TOKEN"));
        if (!same(sent, expected(token))) {
            throw new RequestRefusedException(401, "token_wrong", "the token is wrong");
        }
    }

    /** A file is read each time, so that a token can be replaced without a restart. */
    private static String expected(Secret token) throws RequestRefusedException {
        try {
            String expected = token.reveal().strip();
            if (!expected.isEmpty()) {
                return expected;
            }
            LOG.error("the file of cdc-notifier.http.token-file is empty: nobody can control streams");
        } catch (IOException e) {
            LOG.error(
                    "the file of cdc-notifier.http.token-file cannot be read: nobody can control streams: {}",
                    e.toString());
        }
        throw new RequestRefusedException(
                503, "token_unreadable", "the file of cdc-notifier.http.token-file cannot be read or is empty");
    }

    /** In a time that does not tell how much of it is right. */
    private static boolean same(String sent, String expected) {
        return MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }
}
