package dev.cdcnotifier.runner.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.fuzz.Fuzz;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files: each is a configuration, or is refused with its problems. */
class ConfigFuzzTest {

    @TempDir
    private Path folder;

    @Test
    void a_damaged_file_is_a_configuration_or_is_refused_with_its_problems() throws Exception {
        Path file = folder.resolve("cdc-notifier.conf");
        List<byte[]> corpus = utf8(ConfigText.VALID, Files.readString(Path.of("../config/cdc-notifier.example.conf")));
        List<byte[]> tokens = utf8(
                "{",
                "}",
                "[",
                "]",
                "\"",
                "\"\"\"",
                "=",
                "+=",
                ":",
                ",",
                ".",
                "\n",
                "#",
                "${",
                "${?",
                "}",
                "\\",
                "\\u",
                "null",
                "true",
                "-1",
                "1e999",
                "9999999999999999999",
                "3 s",
                "16 MiB",
                "%",
                "\u0000",
                "й",
                "settings",
                "{}".repeat(40),
                "[".repeat(60),
                "{a=".repeat(60));

        new Fuzz(ConfigFuzzTest.class, "config", InvalidConfigException.class, corpus, tokens)
                .oneIn(20)
                // Nested braces cost the HOCON parser more than their length; a file of a few kilobytes never costs
                // more than this.
                .withMemory(64, 64 << 20)
                .run(
                        input -> {
                            Files.write(file, input);
                            return load(file);
                        },
                        (input, config) -> {});
    }

    /** A refusal without a word of why is none. */
    private static RunnerConfig load(Path file) throws InvalidConfigException {
        try {
            return ConfigFile.load(file);
        } catch (InvalidConfigException e) {
            assertThat(e.problems()).isNotEmpty().allSatisfy(problem -> assertThat(problem.message())
                    .isNotBlank());
            throw e;
        }
    }

    private static List<byte[]> utf8(String... texts) {
        return Stream.of(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
