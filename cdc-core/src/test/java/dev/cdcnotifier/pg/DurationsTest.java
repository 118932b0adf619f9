package dev.cdcnotifier.pg;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 ms",
        "PT0.25S, 250 ms",
        "PT1S, 1 s",
        "PT2.5S, 2.5 s",
        "PT12S, 12 s",
        "PT1M30S, 90 s",
        "PT1M, 60 s",
        "PT5M, 5 min",
        "PT2H, 120 min"
    })
    void a_duration_is_written_as_people_write_it(Duration duration, String words) {
        assertThat(Durations.inWords(duration)).isEqualTo(words);
    }
}
