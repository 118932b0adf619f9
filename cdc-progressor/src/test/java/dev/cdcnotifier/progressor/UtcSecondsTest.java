package dev.cdcnotifier.progressor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.change.PoisonRowException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UtcSecondsTest {

    private static final long FIRST = -62_167_219_200L;
    private static final long LAST = 253_402_300_799L;

    private final UtcSeconds seconds = new UtcSeconds();

    @Property
    void a_second_reads_as_java_writes_it(@ForAll @LongRange(min = FIRST, max = LAST) long second)
            throws PoisonRowException {
        String expected = Instant.ofEpochSecond(second).toString();
        assertThat(text(second)).isEqualTo(expected);
        assertThat(text(second)).as("again").isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {FIRST, LAST, 0, -1})
    void the_first_and_the_last_year_have_four_digits(long second) throws PoisonRowException {
        assertThat(text(second))
                .isEqualTo(Instant.ofEpochSecond(second).toString())
                .hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(longs = {FIRST - 1, LAST + 1, Long.MAX_VALUE, Long.MIN_VALUE + 1})
    void other_years_are_poison(long second) {
        assertThatThrownBy(() -> seconds.format(second, "timestamp"))
                .isInstanceOf(PoisonRowException.class)
                .hasMessageStartingWith("timestamp lies outside");
    }

    private String text(long second) throws PoisonRowException {
        return new String(seconds.format(second, "timestamp"), StandardCharsets.US_ASCII);
    }
}
