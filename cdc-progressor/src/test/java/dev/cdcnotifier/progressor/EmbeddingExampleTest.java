package dev.cdcnotifier.progressor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingExampleTest {

    private static final Path SOURCE = Path.of("src/test/java/dev/cdcnotifier/progressor/EmbeddingExample.java");
    private static final Path MANUAL = Path.of("../docs/library.md");

    @ParameterizedTest
    @ValueSource(strings = {"database", "progressor", "pause", "resume", "skip", "mapper", "own table"})
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
