package dev.cdcnotifier.runner.config;

import com.typesafe.config.ConfigOrigin;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Says where a value comes from. Pure. */
final class Origins {

    private static final String ENVIRONMENT = "env var ";

    private Origins() {}

    /** {@code cdc-notifier.conf:12}, {@code environment variable NAME} or {@code default}. */
    static String of(ConfigOrigin origin) {
        if (isDefault(origin)) {
            return "default";
        }
        if (origin.description().startsWith(ENVIRONMENT)) {
            return "environment variable " + origin.description().substring(ENVIRONMENT.length());
        }
        @Nullable String file = origin.filename();
        if (file == null) {
            return "put together from several places";
        }
        Path name = Path.of(file).getFileName();
        return origin.lineNumber() > 0 ? name + ":" + origin.lineNumber() : String.valueOf(name);
    }

    static boolean isDefault(ConfigOrigin origin) {
        return origin.description().startsWith(ConfigFile.REFERENCE);
    }
}
