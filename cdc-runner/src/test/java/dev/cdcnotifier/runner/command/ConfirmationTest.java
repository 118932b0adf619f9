package dev.cdcnotifier.runner.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfirmationTest {

    @ParameterizedTest
    @ValueSource(strings = {"y", "Y", "yes", " yes "})
    void only_a_yes_is_a_yes(String answer) {
        assertThat(answering(answer).agrees("?")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "n", "yep", "cdc_slot"})
    void anything_else_is_a_no(String answer) {
        assertThat(answering(answer).agrees("?")).isFalse();
    }

    @Test
    void a_name_has_to_be_typed_whole() {
        assertThat(answering("cdc_slot").names("cdc_slot", "?")).isTrue();
        assertThat(answering("yes").names("cdc_slot", "?")).isFalse();
        assertThat(answering("cdc_slo").names("cdc_slot", "?")).isFalse();
    }

    @Test
    void the_end_of_the_input_is_a_no() {
        Confirmation gone = new Confirmation(false, true, question -> null);
        assertThat(gone.agrees("?")).isFalse();
        assertThat(gone.names("cdc_slot", "?")).isFalse();
    }

    @Test
    void nobody_is_asked_where_nobody_is_or_where_it_is_granted() {
        Confirmation granted = new Confirmation(true, false, question -> {
            throw new AssertionError(question);
        });
        assertThat(granted.isPossible()).isTrue();
        assertThat(granted.agrees("?")).isTrue();
        assertThat(granted.names("cdc_slot", "?")).isTrue();
        Confirmation impossible = new Confirmation(false, false, question -> {
            throw new AssertionError(question);
        });
        assertThat(impossible.isPossible()).isFalse();
        assertThat(impossible.agrees("?")).isFalse();
    }

    private static Confirmation answering(String answer) {
        return new Confirmation(false, true, question -> answer);
    }
}
