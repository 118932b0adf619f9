package dev.cdcnotifier.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemedyTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "a b", "it's", "$(id)", "`id`", "a\\b", "\"", "a;b", "*", "~", "#", "a\nb"})
    void a_shell_takes_a_word_for_what_it_was(String text) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "printf %s " + Remedy.word(text))
                .redirectErrorStream(true)
                .start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    @Test
    void what_a_shell_leaves_alone_stands_without_quotes() {
        assertThat(Remedy.word("db-1/cdc_slot,a.b:9092")).isEqualTo("db-1/cdc_slot,a.b:9092");
    }
}
