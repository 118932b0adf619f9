package dev.cdcnotifier.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PgBinaryTest {

    private static final long MICROS_TO_2000 =
            ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2000-01-01T00:00:00Z"));

    @Property
    void every_integer_is_read_by_a_reader_at_least_as_wide(
            @ForAll long int8, @ForAll int int4, @ForAll short int2, @ForAll byte before) {
        byte[] array = ByteBuffer.allocate(15)
                .put(before)
                .putLong(int8)
                .putInt(int4)
                .putShort(int2)
                .array();

        assertThat(PgBinary.int8(array, 1, 8)).isEqualTo(int8);
        assertThat(PgBinary.int8(array, 9, 4)).isEqualTo(int4);
        assertThat(PgBinary.int8(array, 13, 2)).isEqualTo(int2);
        assertThat(PgBinary.int4(array, 9, 4)).isEqualTo(int4);
        assertThat(PgBinary.int4(array, 13, 2)).isEqualTo(int2);
        assertThat(PgBinary.int2(array, 13, 2)).isEqualTo(int2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 5, 7, 9})
    void a_length_that_no_integer_has_is_refused(int length) {
        byte[] array = new byte[16];

        assertThatThrownBy(() -> PgBinary.int8(array, 0, length)).isInstanceOf(PgValueException.class);
        assertThatThrownBy(() -> PgBinary.int4(array, 0, length)).isInstanceOf(PgValueException.class);
        assertThatThrownBy(() -> PgBinary.int2(array, 0, length)).isInstanceOf(PgValueException.class);
        assertThatThrownBy(() -> PgBinary.timestamptz(array, 0, length)).isInstanceOf(PgValueException.class);
    }

    @Test
    void a_wider_integer_is_refused() {
        byte[] array = new byte[16];

        assertThatThrownBy(() -> PgBinary.int4(array, 0, 8)).hasMessage("int4: cannot be 8 bytes long");
        assertThatThrownBy(() -> PgBinary.int2(array, 0, 4)).hasMessage("int2: is 4 bytes long, not 2");
    }

    @Test
    void a_bool_is_one_byte() {
        byte[] array = {0, 1, 2};

        assertThat(PgBinary.bool(array, 0, 1)).isFalse();
        assertThat(PgBinary.bool(array, 1, 1)).isTrue();
        assertThatThrownBy(() -> PgBinary.bool(array, 2, 1)).isInstanceOf(PgValueException.class);
        assertThatThrownBy(() -> PgBinary.bool(array, 0, 2)).isInstanceOf(PgValueException.class);
        assertThatThrownBy(() -> PgBinary.bool(array, 0, 0)).isInstanceOf(PgValueException.class);
    }

    @Property
    void a_timestamp_counts_from_2000(
            @ForAll @LongRange(min = -210_866_803_200_000_000L, max = 9_222_425_352_054_775_806L) long postgresMicros) {
        Instant expected = Instant.parse("2000-01-01T00:00:00Z").plus(postgresMicros, ChronoUnit.MICROS);

        assertThat(Instant.EPOCH.plus(timestamptz(postgresMicros), ChronoUnit.MICROS))
                .isEqualTo(expected);
    }

    @Test
    void the_infinities_stay_recognisable() {
        assertThat(timestamptz(Long.MAX_VALUE)).isEqualTo(PgTimestamps.POSITIVE_INFINITY);
        assertThat(timestamptz(Long.MIN_VALUE)).isEqualTo(PgTimestamps.NEGATIVE_INFINITY);
        assertThat(PgTimestamps.isFinite(timestamptz(Long.MAX_VALUE))).isFalse();
        assertThat(PgTimestamps.isFinite(timestamptz(Long.MIN_VALUE))).isFalse();
        assertThat(PgTimestamps.isFinite(timestamptz(0))).isTrue();
    }

    @Test
    void the_last_years_of_the_type_are_refused_and_not_taken_for_infinity() {
        long first = Long.MAX_VALUE - MICROS_TO_2000;

        assertThat(timestamptz(first - 1)).isEqualTo(Long.MAX_VALUE - 1);
        for (long micros : new long[] {first, first + 1, Long.MAX_VALUE - 1}) {
            assertThatThrownBy(() -> timestamptz(micros)).hasMessage("timestamptz: is out of range");
        }
    }

    @Property
    void a_jsonb_is_a_version_and_text(@ForAll String text) {
        byte[] bytes = ("\u0001" + text).getBytes(StandardCharsets.UTF_8);
        String valid = new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);

        assertThat(PgBinary.jsonb(bytes, 0, bytes.length)).isEqualTo(valid);
    }

    @Test
    void a_jsonb_of_another_version_is_refused() {
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> PgBinary.jsonb(json, 0, 2)).hasMessage("jsonb: has version 123 where 1 is known");
        assertThatThrownBy(() -> PgBinary.jsonb(json, 0, 0)).isInstanceOf(PgValueException.class);
        assertThatThrownBy(() -> PgBinary.jsonb(new byte[] {1, (byte) 0xff}, 0, 2))
                .hasMessage("jsonb: is not valid UTF-8");
    }

    @Test
    void a_bytea_is_a_copy_of_its_bytes() {
        byte[] array = {1, 2, 3, 4};

        byte[] value = PgBinary.bytea(array, 1, 2);
        array[1] = 9;

        assertThat(value).containsExactly(2, 3);
    }

    private static long timestamptz(long postgresMicros) {
        return PgBinary.timestamptz(
                ByteBuffer.allocate(8).putLong(postgresMicros).array(), 0, 8);
    }
}
