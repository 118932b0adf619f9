package dev.cdcnotifier.pg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A value that never shows: {@link #toString} is always {@code ***}. Only {@link #reveal} gives it away. Any thread. */
public final class Secret {

    private final String value;
    private final @Nullable Path file;

    public Secret(String value) {
        this(Objects.requireNonNull(value), null);
    }

    private Secret(String value, @Nullable Path file) {
        this.value = value;
        this.file = file;
    }

    /** The first line of a file, read each time it is needed: who replaces the file's content changes the secret. */
    public static Secret inFile(Path file) {
        return new Secret("", Objects.requireNonNull(file));
    }

    /**
     * The value as it is now.
     *
     * @throws IOException when it is kept in a file and that cannot be read, or is not text in UTF-8
     */
    public String reveal() throws IOException {
        if (file == null) {
            return value;
        }
        try (Stream<String> lines = Files.readString(file).lines()) {
            return lines.findFirst().orElse("");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value) && Objects.equals(secret.file, file);
    }

    @Override
    public int hashCode() {
        return Objects.hash(value, file);
    }

    @Override
    public String toString() {
        return "***";
    }
}
