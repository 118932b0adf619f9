package dev.cdcnotifier.runner.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ParagraphTest {

    @Test
    void a_line_holds_as_many_words_as_fit() {
        assertThat(Paragraph.wrap("one two  three\nfour", 8)).containsExactly("one two", "three", "four");
    }

    @Test
    void a_word_that_fits_nowhere_stands_alone() {
        assertThat(Paragraph.wrap("a http://long.example/path b", 6))
                .containsExactly("a", "http://long.example/path", "b");
    }

    @Test
    void nothing_is_no_line() {
        assertThat(Paragraph.wrap("  ", 6)).isEmpty();
    }
}
