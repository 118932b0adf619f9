package dev.cdcnotifier.runner.config;

import dev.cdcnotifier.pg.Secret;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the block {@code http}. */
final class HttpReader {

    /** What a header can carry (RFC 6750), and too long to be guessed. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{16,}");

    private final FileValues files;

    HttpReader(FileValues files) {
        this.files = files;
    }

    HttpConfig read(Section section) {
        String host = section.setting("host", Values::text);
        int port = section.setting("port", Values.integer(0, 65_535));
        Optional<Secret> token = files.secret(section, "token");
        token.ifPresent(secret -> check(section, secret));
        section.refuseUnknownKeys();
        return new HttpConfig(host, port, token.orElse(null));
    }

    private static void check(Section section, Secret token) {
        try {
            if (!TOKEN.matcher(token.reveal().strip()).matches()) {
                section.problem(
                        section.has("token-file") ? "token-file" : "token",
                        "must be at least 16 letters, digits and signs of ._~+/=-; \"openssl rand -hex 32\" makes one");
            }
        } catch (IOException e) {
            section.problem("token-file", "cannot be read");
        }
    }
}
