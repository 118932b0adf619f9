package dev.cdcnotifier.runner.config;

import static dev.cdcnotifier.runner.config.Values.choice;
import static dev.cdcnotifier.runner.config.Values.integer;

import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.pg.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads a block of {@code databases}. */
final class DatabaseReader {

    /** As the driver names them, but for case and hyphens. */
    private enum SslMode {
        DISABLE,
        PREFER,
        REQUIRE,
        VERIFY_CA,
        VERIFY_FULL
    }

    /** Properties of the driver that have a place of their own in the configuration. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "user", "username",
            "password", "password",
            "sslmode", "ssl.mode",
            "sslrootcert", "ssl.root-cert",
            "sslcert", "ssl.cert",
            "sslkey", "ssl.key",
            "ssl", "ssl.mode",
            "currentSchema", "schema");

    private final FileValues files;

    DatabaseReader(FileValues files) {
        this.files = files;
    }

    /** The database, or empty when something it cannot do without is missing or wrong. */
    Optional<DatabaseConfig> read(Section section) {
        Optional<String> host = section.required("host", "the server's name or address", Values::text);
        Optional<String> database = section.required("database", "the database's name", Values::text);
        Optional<String> username = section.required("username", "the role to log in as", Values::text);
        Optional<Secret> password = files.secret(section, "password");
        if (!section.has("password") && !section.has("password-file")) {
            section.problem(
                    "password",
                    "is missing: set password or password-file (password = \"\" where the server asks for none)");
        }
        int port = port(section);
        String schema = schema(section);
        Map<String, String> properties = properties(section);
        section.refuseUnknownKeys();
        if (host.isEmpty() || database.isEmpty() || username.isEmpty() || password.isEmpty()) {
            return Optional.empty();
        }
        PgEndpoint endpoint =
                new PgEndpoint(host.get(), port, database.get(), username.get(), password.get(), properties);
        return Optional.of(new DatabaseConfig(endpoint, schema));
    }

    /** Finds what is wrong in the block that all databases fall back to; nothing is missing there. */
    void check(Section defaults) {
        List.of("host", "database", "username").forEach(key -> defaults.optional(key, Values::text));
        files.secret(defaults, "password");
        port(defaults);
        schema(defaults);
        properties(defaults);
        defaults.refuseUnknownKeys();
    }

    private static int port(Section section) {
        return section.setting("port", integer(1, 65_535));
    }

    private static String schema(Section section) {
        return section.setting("schema", value -> new TableName(Values.text(value), "t").schema());
    }

    private Map<String, String> properties(Section section) {
        Map<String, String> properties = new HashMap<>(driverProperties(section));
        properties.putAll(ssl(section.child("ssl")));
        return properties;
    }

    private Map<String, String> ssl(Section ssl) {
        Map<String, String> properties = new TreeMap<>();
        SslMode mode = ssl.setting("mode", choice(SslMode.class));
        properties.put("sslmode", mode.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        ssl.optional("root-cert", files::file).ifPresent(file -> properties.put("sslrootcert", file.toString()));
        ssl.optional("cert", files::file).ifPresent(file -> properties.put("sslcert", file.toString()));
        ssl.optional("key", files::file).ifPresent(file -> properties.put("sslkey", file.toString()));
        if (ssl.has("cert") && !ssl.has("key")) {
            ssl.problem("key", "is missing: a certificate is of no use without its key");
        }
        ssl.refuseUnknownKeys();
        return properties;
    }

    /** Those of the block and, below them, those of the defaults. */
    private static Map<String, String> driverProperties(Section section) {
        Map<String, String> properties = new HashMap<>();
        for (Section block : section.child("properties").withFallbacks()) {
            PropertyBlock read = new PropertyBlock(block);
            read.asText().forEach((name, value) -> {
                if (ELSEWHERE.containsKey(name)) {
                    read.problem(name, "has a place of its own: set " + ELSEWHERE.get(name) + " of the database");
                } else {
                    properties.putIfAbsent(name, value);
                }
            });
        }
        return properties;
    }
}
