package dev.cdcnotifier.runner.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FromTest {

    @Test
    void a_place_is_a_word_or_an_offset() {
        assertThat(From.parse("beginning")).isEqualTo(new From.Beginning());
        assertThat(From.parse("end")).isEqualTo(new From.End());
        assertThat(From.parse("0")).isEqualTo(new From.Offset(0));
        assertThat(From.parse("9223372036854775807")).isEqualTo(new From.Offset(Long.MAX_VALUE));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-28, 2026-11-28T00:00:00Z",
        "2026-11-28T05:20, 2026-11-28T05:20:00Z",
        "2026-11-28T05:20:01.5, 2026-11-28T05:20:01.5Z",
        "2026-11-28T05:20:00Z, 2026-11-28T05:20:00Z",
        "2026-11-28T05:20+03:00, 2026-11-28T02:20:00Z",
        "2026-11-28T05:20:00-03:30, 2026-11-28T08:50:00Z",
    })
    void a_time_without_a_zone_is_utc(String text, Instant time) {
        assertThat(From.parse(text)).isEqualTo(new From.Time(time));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "start", "-1", "9223372036854775808", "2026-13-01", "2026-11-28T25:00", "1.5", "T", "١"})
    void anything_else_is_refused_with_the_forms_there_are(String text) {
        assertThatThrownBy(() -> From.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be beginning, end, an offset, or a time");
    }
}
