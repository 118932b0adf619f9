package dev.cdcnotifier.runner.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.cdcnotifier.runner.text.Style;
import dev.cdcnotifier.testkit.fuzz.Fuzz;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files: each is translated, with what was not, or is refused. */
class SysConfigImportFuzzTest {

    private static final Path EXAMPLES = Path.of("src/test/resources/imports");

    @TempDir
    private Path folder;

    @Test
    void a_damaged_file_is_translated_or_refused_and_the_same_file_gives_the_same_text() throws Exception {
        Path file = folder.resolve("sys.config");
        List<byte[]> corpus = List.of(
                Files.readAllBytes(EXAMPLES.resolve("minimal.sys.config")),
                Files.readAllBytes(EXAMPLES.resolve("full.sys.config")));
        List<byte[]> tokens = Stream.of(
                        "[]",
                        "{}",
                        "#{}",
                        "<<>>",
                        "\"\"",
                        "''",
                        "0",
                        "-1",
                        "1.5",
                        "$a",
                        "${A}",
                        "\"${A:-b}\"",
                        "true",
                        "undefined",
                        "{a,b}",
                        "[a]",
                        "fun a:b/1",
                        "\"a b\"",
                        "\"\\\"\"",
                        "\"#\"",
                        "\"\\n\"",
                        "ssl",
                        "sasl",
                        "host",
                        "=>",
                        ",",
                        "99999999999999999999")
                .map(token -> token.getBytes(StandardCharsets.UTF_8))
                .toList();

        new Fuzz(SysConfigImportFuzzTest.class, "import", UnreadableSourceException.class, corpus, tokens)
                .oneIn(50)
                .withMemory(2_048, 64 << 20)
                .run(
                        input -> {
                            Files.write(file, input);
                            return SysConfigImport.read(file, false);
                        },
                        (input, imported) -> {
                            if (imported != null) {
                                ConfigFactory.parseString(imported.text());
                                assertThat(ImportReport.lines(imported, true, Style.PLAIN))
                                        .isNotEmpty();
                                assertThat(SysConfigImport.read(file, false)).isEqualTo(imported);
                            }
                        });
    }
}
