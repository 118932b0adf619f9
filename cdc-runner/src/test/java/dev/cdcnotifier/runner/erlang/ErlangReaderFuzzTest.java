package dev.cdcnotifier.runner.erlang;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.fuzz.Fuzz;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Damaged files: each is a term that can be written and read again, or is refused with its place. */
class ErlangReaderFuzzTest {

    private static final Path EXAMPLES = Path.of("src/test/resources/imports");

    @Test
    void a_damaged_file_is_a_term_or_is_refused_with_its_place() throws Exception {
        List<byte[]> corpus = Stream.of("minimal.sys.config", "full.sys.config")
                .map(EXAMPLES::resolve)
                .map(ErlangReaderFuzzTest::bytes)
                .toList();
        List<byte[]> tokens = Stream.of(
                        "[",
                        "]",
                        "{",
                        "}",
                        "#{",
                        "=>",
                        ",",
                        ".",
                        ".\n",
                        "<<",
                        ">>",
                        "/utf8",
                        "\"",
                        "'",
                        "\\",
                        "\\x{",
                        "$",
                        "${",
                        "${A:-",
                        "%",
                        "\n",
                        "|",
                        "~\"",
                        "16#",
                        "1.0e",
                        "_",
                        "fun ",
                        ":",
                        "-",
                        "Var",
                        "é",
                        "\uFEFF",
                        "\u0000",
                        "[".repeat(200),
                        "#{a=>".repeat(80),
                        "\"\"\"",
                        "9".repeat(90))
                .map(token -> token.getBytes(StandardCharsets.UTF_8))
                .toList();

        // A term for each character or two, each with its place.
        new Fuzz(ErlangReaderFuzzTest.class, "erlang", ErlangSyntaxException.class, corpus, tokens)
                .withMemory(256, 1 << 20)
                .run(ErlangReaderFuzzTest::read, (input, term) -> {
                    if (term != null) {
                        String written = ErlangText.of(term);
                        Term again = read((written + ".").getBytes(StandardCharsets.UTF_8));
                        assertThat(ErlangText.of(again)).isEqualTo(written);
                    }
                });
    }

    private static Term read(byte[] input) throws ErlangSyntaxException {
        try {
            return ErlangReader.read(input);
        } catch (ErlangSyntaxException e) {
            assertThat(e).message().isNotBlank();
            assertThat(e.position().line()).isPositive();
            assertThat(e.position().column()).isPositive();
            throw e;
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
