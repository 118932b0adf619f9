package dev.cdcnotifier.bench.contender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A library's version, by the name of its jar. */
final class JarVersion {

    private JarVersion() {}

    /** Of the jar {@code NAME-VERSION.jar} in a folder. */
    static String of(Path jars, String name) {
        try (Stream<Path> files = Files.list(jars)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.matches(name + "-\\d.*\\.jar"))
                    .map(file -> file.substring(name.length() + 1, file.length() - ".jar".length()))
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + jars, e);
        }
    }
}
