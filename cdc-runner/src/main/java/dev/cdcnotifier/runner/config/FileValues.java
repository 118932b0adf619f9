package dev.cdcnotifier.runner.config;

import com.typesafe.config.ConfigValue;
import dev.cdcnotifier.pg.Secret;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads values that name files, whose paths are relative to the configuration's. As {@link Values}: each throws
 * IllegalArgumentException with a sentence that says what is wrong.
 */
final class FileValues {

    private final Path directory;

    FileValues(Path directory) {
        this.directory = directory;
    }

    /** A file that is there and can be read. */
    Path file(ConfigValue value) {
        Path file = directory.resolve(Values.text(value));
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IllegalArgumentException("the file " + file + " is not there or cannot be read");
        }
        return file;
    }

    /** The secret of that key, or of the key with {@code -file} behind it; both are one too many. */
    Optional<Secret> secret(Section section, String key) {
        String fileKey = key + "-file";
        boolean fromFile = section.has(fileKey);
        if (section.has(key) && fromFile) {
            section.problem(fileKey, "is one too many: set either " + key + " or " + fileKey);
        }
        return fromFile
                ? section.optional(fileKey, value -> inFile(file(value)))
                : section.optional(key, value -> new Secret(Values.secret(value)));
    }

    /** Read here once, so that what is wrong with the file is a problem of the configuration at the start. */
    private static Secret inFile(Path file) {
        Secret secret = Secret.inFile(file);
        try {
            secret.reveal();
            return secret;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the file " + file + " is not text in UTF-8", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the file " + file + " cannot be read", e);
        }
    }
}
