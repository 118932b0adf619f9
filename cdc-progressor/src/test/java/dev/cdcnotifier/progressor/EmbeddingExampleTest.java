package dev.cdcnotifier.progressor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingExampleTest {

    private static final Path SOURCE = Path.of("src/test/java/dev/cdcnotifier/progressor/EmbeddingExample.java");
    private static final Path MANUAL = Path.of("../docs/library.md");

    @ParameterizedTest
    @ValueSource(strings = {"StreamProgressor", "StreamOrders", "OrdersToJson"})
    void the_manual_prints_the_files_of_the_example_whole(String name) throws IOException {
        String code =
                Files.readString(ExampleProject.SOURCES.resolve(name + ".java")).strip();
        assertThat(Files.readString(MANUAL).contains("```java\n" + code + "\n```"))
                .as("docs/library.md shows %s as it is", name)
                .isTrue();
    }

    @Test
    void every_file_of_the_example_is_printed_and_compiles_as_it_stands(@TempDir Path folder) throws IOException {
        ExampleProject project = ExampleProject.compiled(folder);
        assertThat(project.names()).containsExactly("OrdersToJson", "StreamOrders", "StreamProgressor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume", "skip", "close"})
    void the_manual_prints_the_example_word_for_word(String example) throws IOException {
        String code = Files.readString(SOURCE)
                .lines()
                .dropWhile(line -> !line.strip().equals("// example: " + example))
                .skip(1)
                .takeWhile(line -> !line.strip().equals("// end"))
                .collect(Collectors.joining("\n"))
                .stripIndent();
        assertThat(code).as("the example between the markers").isNotBlank();
        assertThat(Files.readString(MANUAL).contains("```java\n" + code + "\n```"))
                .as("docs/library.md shows the example \"%s\" as it is:\n%s", example, code)
                .isTrue();
    }
}
