package dev.cdcnotifier.runner.config;

import com.typesafe.config.ConfigOrigin;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a configuration.
 *
 * @param path where, as HOCON writes it; empty for the file as a whole
 * @param message what is wrong and what would be right; never the value of a secret
 * @param place the file and line, or an empty string when they are not known
 * @param line the line in its file, to sort by; 0 when it is not known
 */
public record ConfigProblem(String path, String message, String place, int line) {

    static ConfigProblem at(String path, String message, ConfigOrigin origin) {
        return new ConfigProblem(path, message, place(origin), Math.max(0, origin.lineNumber()));
    }

    private static String place(ConfigOrigin origin) {
        @Nullable String file = origin.filename();
        if (file == null) {
            return origin.description().startsWith("env var") ? "from the environment" : "";
        }
        Path name = Path.of(file).getFileName();
        return origin.lineNumber() > 0 ? name + ":" + origin.lineNumber() : String.valueOf(name);
    }

    /** {@code path: problem (file:line)}. */
    @Override
    public String toString() {
        return (path.isEmpty() ? "" : path + ": ") + message + (place.isEmpty() ? "" : " (" + place + ")");
    }
}
