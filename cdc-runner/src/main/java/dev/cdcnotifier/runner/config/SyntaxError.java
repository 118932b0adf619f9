package dev.cdcnotifier.runner.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Explains why a file is not HOCON, in one line and without the secret that the line may hold. */
final class SyntaxError {

    private static final Pattern SECRET = Pattern.compile("(?i)passw|secret|jaas|passphrase|token|key");

    private SyntaxError() {}

    static ConfigProblem explain(ConfigException error, Path file) {
        @Nullable ConfigOrigin origin = error.origin();
        String message = String.valueOf(error.getMessage()).replaceAll("\\s*\\R\\s*", " ");
        if (origin == null) {
            return new ConfigProblem("", file + ": " + message, "", 0);
        }
        return ConfigProblem.at("", inWords(error, message, origin), origin);
    }

    private static String inWords(ConfigException error, String message, ConfigOrigin origin) {
        String sentence = message.startsWith(origin.description() + ": ")
                ? message.substring(origin.description().length() + 2)
                : message;
        if (error instanceof ConfigException.UnresolvedSubstitution) {
            return sentence + " is neither a key of the file nor an environment variable; ${?NAME} may be absent";
        }
        if (sentence.contains("end of file")) {
            return "the file ends too early: a brace, a bracket or a quote is not closed";
        }
        return mayQuoteSecret(origin)
                ? "this line or the one before is not HOCON (not shown: it may hold a secret); put values in double quotes"
                : sentence;
    }

    /** The message quotes what stands near the line it names. */
    private static boolean mayQuoteSecret(ConfigOrigin origin) {
        @Nullable String file = origin.filename();
        if (file == null || origin.lineNumber() <= 0) {
            return true;
        }
        try {
            List<String> lines = Files.readAllLines(Path.of(file));
            int line = Math.min(origin.lineNumber(), lines.size());
            return lines.subList(Math.max(0, line - 3), line).stream()
                    .anyMatch(text -> SECRET.matcher(text).find());
        } catch (IOException | UncheckedIOException e) {
            return true;
        }
    }
}
