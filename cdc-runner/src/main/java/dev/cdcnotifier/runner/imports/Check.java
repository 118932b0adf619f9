package dev.cdcnotifier.runner.imports;

import dev.cdcnotifier.runner.config.ConfigFile;
import dev.cdcnotifier.runner.config.ConfigProblem;
import dev.cdcnotifier.runner.config.InvalidConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Has the runner's own reader look at a draft, in the form without secrets. */
final class Check {

    private Check() {}

    /** What the reader does not take; empty when it takes all of it. */
    static List<ConfigProblem> problems(Draft draft) {
        try {
            Path folder = Files.createTempDirectory("cdc-notifier-import");
            Path file = folder.resolve("result.conf");
            try {
                Files.writeString(file, draft.checked(file.toString()));
                ConfigFile.load(file);
                return List.of();
            } catch (InvalidConfigException e) {
                return e.problems();
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the result cannot be checked in " + System.getProperty("java.io.tmpdir"), e);
        }
    }
}
