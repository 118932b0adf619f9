package dev.cdcnotifier.runner.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "102399, 100.0 KiB",
        "102400, 100 KiB",
        "503316480, 480 MiB",
        "1610612736, 1.5 GiB",
        "9.0e15, 8185 TiB",
        "-2048, -2.0 KiB"
    })
    void sizes_are_in_the_largest_unit_that_leaves_a_number(double bytes, String text) {
        assertThat(Quantity.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "0.0124, 12 ms",
        "1, 1.0 s",
        "9.94, 9.9 s",
        "42.4, 42 s",
        "119, 2 min",
        "5340, 89 min",
        "11520, 3 h 12 min",
        "172740, 47 h 59 min",
        "345600, 4 days"
    })
    void times_are_as_exact_as_is_of_use(double seconds, String text) {
        assertThat(Quantity.seconds(seconds)).isEqualTo(text);
    }
}
