package dev.cdcnotifier.runner.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpectedTest {

    @Test
    void an_output_is_what_the_page_says_line_by_line() {
        Expected expected = new Expected("one\ntwo\n");
        assertThat(expected.matches("one\ntwo\n")).isTrue();
        assertThat(expected.matches("one\n")).isFalse();
        assertThat(expected.matches("one\ntwo\nthree\n")).isFalse();
        assertThat(expected.matches("one\nTwo\n")).isFalse();
        assertThat(new Expected("").matches("")).isTrue();
        assertThat(new Expected("").matches("something\n")).isFalse();
    }

    @Test
    void an_ellipsis_is_anything_within_a_line_and_alone_any_lines() {
        assertThat(new Expected("at …/… now\n").matches("at 16/B374D848 now\n")).isTrue();
        assertThat(new Expected("at …/… now\n").matches("at 16\n/B3 now\n")).isFalse();
        assertThat(new Expected("first\n…\nlast\n").matches("first\nlast\n")).isTrue();
        assertThat(new Expected("first\n…\nlast\n").matches("first\na\nb\nlast\n"))
                .isTrue();
        assertThat(new Expected("first\n…\nlast\n").matches("first\na\nb\n")).isFalse();
    }

    @Test
    void how_wide_a_table_is_and_psqls_count_do_not_matter() {
        Expected expected = new Expected(" name | n\n------+---\n a    | 1\n");
        assertThat(expected.matches("    name    | n \n------------+---\n a          | 1\n(1 row)\n\n"))
                .isTrue();
        assertThat(expected.matches("    name    | n \n------------+---\n a          | 2\n(1 row)\n\n"))
                .isFalse();
    }

    @Test
    void lines_of_a_log_are_parts_of_its_lines_in_their_order() {
        Expected expected = new Expected("made the slot: slot=a\nstarts stream=… position=\n");
        String log =
                "12:00 INFO made the slot: slot=a\n12:01 INFO other\n12:02 INFO stream starts stream=x position=0/1\n";
        assertThat(expected.isIn(log)).isTrue();
        assertThat(expected.isIn(log.lines().skip(1).reduce("", (a, b) -> a + b + '\n')))
                .isFalse();
        assertThat(new Expected("starts\nmade\n").isIn(log)).isFalse();
    }
}
