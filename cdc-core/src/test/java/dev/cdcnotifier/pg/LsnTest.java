package dev.cdcnotifier.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {

    @Property
    void every_position_is_read_back_from_what_it_prints(@ForAll long value) {
        Lsn lsn = new Lsn(value);

        assertThat(Lsn.parse(lsn.toString())).isEqualTo(lsn);
    }

    @ParameterizedTest
    @CsvSource({"0/0, 0", "16/B374D848, 97500059720", "0/119C45C8, 295454152", "FFFFFFFF/FFFFFFFF, -1"})
    void a_position_prints_as_postgresql_prints_it(String text, long value) {
        assertThat(new Lsn(value)).hasToString(text);
        assertThat(Lsn.parse(text).value()).isEqualTo(value);
    }

    @Test
    void leading_zeros_and_small_letters_are_read() {
        assertThat(Lsn.parse("00000016/b374d848")).isEqualTo(Lsn.parse("16/B374D848"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "0/",
                "/0",
                "0",
                "0/0/0",
                "123456789/0",
                "0/123456789",
                "G/0",
                "0/G",
                "-1/0",
                "0/-1",
                "+1/0",
                "0/+1",
                " 0/0"
            })
    void what_is_no_position_is_refused(String text) {
        assertThatThrownBy(() -> Lsn.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a WAL position: " + text);
    }

    @Property
    void positions_compare_as_unsigned_numbers(@ForAll long a, @ForAll long b) {
        Lsn one = new Lsn(a);
        Lsn other = new Lsn(b);
        int order = Long.compareUnsigned(a, b);

        assertThat(Integer.signum(one.compareTo(other))).isEqualTo(Integer.signum(order));
        assertThat(one.isAfter(other)).isEqualTo(order > 0);
        assertThat(one.isBefore(other)).isEqualTo(order < 0);
        assertThat(Lsn.max(one, other)).isEqualTo(order >= 0 ? one : other);
        assertThat(Lsn.min(one, other)).isEqualTo(order <= 0 ? one : other);
    }

    @Property
    void a_distance_is_unsigned_and_never_negative(@ForAll long a, @ForAll long b) {
        BigInteger distance = unsigned(a).subtract(unsigned(b)).max(BigInteger.ZERO);

        assertThat(BigInteger.valueOf(new Lsn(a).bytesSince(new Lsn(b))))
                .isEqualTo(distance.min(BigInteger.valueOf(Long.MAX_VALUE)));
    }

    @Property
    void a_position_as_a_floating_point_number_is_the_nearest_to_its_unsigned_value(@ForAll long value) {
        assertThat(new Lsn(value).toDouble()).isEqualTo(unsigned(value).doubleValue());
    }

    @ParameterizedTest
    @CsvSource({
        "0/0, 0",
        "7FFFFFFF/FFFFFFFF, 9.223372036854775807E18",
        "80000000/0, 9.223372036854775808E18",
        "80000000/401, 9223372036854776833",
        "FFFFFFFF/FFFFFFFF, 1.8446744073709551615E19"
    })
    void positions_above_2_to_the_63_are_positive_numbers(String text, double value) {
        assertThat(Lsn.parse(text).toDouble()).isEqualTo(value);
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }

    @Test
    void no_position_is_the_smallest_and_max_the_largest() {
        assertThat(Lsn.NONE).isLessThan(new Lsn(1));
        assertThat(Lsn.MAX).isGreaterThan(new Lsn(Long.MAX_VALUE)).isGreaterThan(new Lsn(Long.MIN_VALUE));
    }
}
