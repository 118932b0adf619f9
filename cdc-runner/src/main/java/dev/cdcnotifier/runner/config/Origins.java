package dev.cdcnotifier.runner.config;

import com.typesafe.config.ConfigOrigin;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Says where a value comes from. Pure. */
final class Origins {

    /** What a variable's name follows. */
    static final String ENVIRONMENT = "environment variable ";

    private Origins() {}

    /** {@code cdc-notifier.conf:12}, {@code environment variable NAME (cdc-notifier.conf:12)} or {@code default}. */
    static String of(ConfigOrigin origin) {
        if (isDefault(origin)) {
            return "default";
        }
        @Nullable String file = origin.filename();
        if (file != null) {
            Path name = Path.of(file).getFileName();
            return origin.lineNumber() > 0 ? name + ":" + origin.lineNumber() : String.valueOf(name);
        }
        if (origin.description().startsWith(ENVIRONMENT)) {
            return origin.description();
        }
        return origin.description().startsWith("env var") ? "the environment" : "several places";
    }

    static boolean isDefault(ConfigOrigin origin) {
        return origin.description().startsWith(ConfigFile.REFERENCE);
    }
}
