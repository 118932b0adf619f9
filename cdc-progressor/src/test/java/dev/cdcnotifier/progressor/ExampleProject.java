package dev.cdcnotifier.progressor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * The project in {@code examples/embedding}: compiled here, against what the tests are run against; or, where {@value
 * #CLASSPATH} gives a class path, as {@code packaging/embedding.sh} has built it from what is published.
 */
final class ExampleProject {

    static final Path SOURCES = Path.of("../examples/embedding/src/main/java/example");

    private static final String CLASSPATH = "cdc.example.classpath";

    private final String classpath;

    private ExampleProject(String classpath) {
        this.classpath = classpath;
    }

    /** @param folder where the classes go that are compiled here */
    static ExampleProject compiled(Path folder) throws IOException {
        String given = System.getProperty(CLASSPATH, "");
        if (!given.isBlank()) {
            return new ExampleProject(given);
        }
        String ours = System.getProperty("java.class.path");
        List<String> arguments = Stream.concat(
                        Stream.of("-d", folder.toString(), "-classpath", ours, "-proc:none"),
                        files().stream().map(Path::toString))
                .toList();
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(result).as("javac of %s", SOURCES).isZero();
        return new ExampleProject(folder + System.getProperty("path.separator") + ours);
    }

    List<String> names() throws IOException {
        return files().stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .sorted()
                .toList();
    }

    String classpath() {
        return classpath;
    }

    /** Loads a class of the example, which uses the library's classes of this JVM. */
    Class<?> load(String name) throws ReflectiveOperationException, IOException {
        URL[] urls = Stream.of(classpath.split(System.getProperty("path.separator")))
                .map(ExampleProject::url)
                .toArray(URL[]::new);
        return Class.forName("example." + name, true, new URLClassLoader(urls, ExampleProject.class.getClassLoader()));
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
