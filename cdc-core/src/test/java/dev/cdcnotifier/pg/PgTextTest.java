package dev.cdcnotifier.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PgTextTest {

    private static final int BEFORE = 3;

    /** Reads a value that has other digits on both sides of it. */
    private static <T> T read(Reader<T> reader, String text) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        byte[] array = ("123" + text + "456").getBytes(StandardCharsets.UTF_8);
        return reader.read(array, BEFORE, value.length);
    }

    private interface Reader<T> {
        T read(byte[] array, int offset, int length);
    }

    @Property
    void every_int8_is_read(@ForAll long value) {
        assertThat(read(PgText::int8, Long.toString(value))).isEqualTo(value);
    }

    @Property
    void an_int4_is_read_when_it_is_in_range(@ForAll long value) {
        String text = Long.toString(value);
        if (value == (int) value) {
            assertThat(read(PgText::int4, text)).isEqualTo((int) value);
        } else {
            assertThatThrownBy(() -> read(PgText::int4, text)).hasMessage("int4: is out of range");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE})
    void the_limits_of_int4_are_in_range(int value) {
        assertThat(read(PgText::int4, Integer.toString(value))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-2147483649", "2147483648", "99999999999999999999"})
    void an_int4_beyond_its_range_is_refused(String text) {
        assertThatThrownBy(() -> read(PgText::int4, text))
                .isInstanceOf(PgValueException.class)
                .hasMessage("int4: is out of range");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-9223372036854775809", "9223372036854775808", "92233720368547758070", "-99999999999999999999"})
    void an_int8_beyond_its_range_is_refused(String text) {
        assertThatThrownBy(() -> read(PgText::int8, text))
                .isInstanceOf(PgValueException.class)
                .hasMessage("int8: is out of range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "+1", "1.0", " 1", "1 ", "0x1", "1e3", "--1", "١"})
    void what_is_no_integer_is_refused(String text) {
        assertThatThrownBy(() -> read(PgText::int8, text)).isInstanceOf(PgValueException.class);
    }

    @Property
    void every_bytea_in_hex_form_is_read(@ForAll byte[] value, @ForAll boolean upperCase) {
        HexFormat hex = upperCase ? HexFormat.of().withUpperCase() : HexFormat.of();

        assertThat(read(PgText::bytea, "\\x" + hex.formatHex(value))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\x0",
                "\\xabc",
                "\\x0g",
                "\\x0g00",
                "\\xg000",
                "\\xg0",
                "\\x 0",
                "\\x0\u00e9",
                "\\x/0",
                "\\x:0",
                "\\x@0",
                "\\x`0"
            })
    void a_bytea_with_anything_but_pairs_of_hex_digits_is_refused(String text) {
        assertThatThrownBy(() -> read(PgText::bytea, text))
                .isInstanceOf(PgValueException.class)
                .hasMessageContaining("hex digit");
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "abc, 616263", "\\000\\377, 00ff", "\\\\x00, 5c783030", "x00, 783030", "a\\012b, 610a62"})
    void a_bytea_in_escape_form_is_read(String text, String hex) {
        assertThat(HexFormat.of().formatHex(read(PgText::bytea, text))).isEqualTo(hex);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\", "\\0", "\\01", "\\400", "\\089", "a\\", "\u00e9", "\u0000"})
    void a_bytea_that_is_in_neither_form_is_refused(String text) {
        assertThatThrownBy(() -> read(PgText::bytea, text)).isInstanceOf(PgValueException.class);
    }

    @Test
    void a_bool_is_one_letter() {
        assertThat(read(PgText::bool, "t")).isTrue();
        assertThat(read(PgText::bool, "f")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "true", "T", "1", "ff"})
    void what_is_no_bool_is_refused(String text) {
        assertThatThrownBy(() -> read(PgText::bool, text)).isInstanceOf(PgValueException.class);
    }

    @Property
    void text_is_read_as_utf_8(@ForAll String value) {
        String valid = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        assertThat(read(PgText::text, valid)).isEqualTo(valid);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c328", "e28228", "eda080", "f8888080", "61c3"})
    void text_that_is_no_utf_8_is_refused(String hex) {
        byte[] array = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> PgText.text(array, 0, array.length))
                .isInstanceOf(PgValueException.class)
                .hasMessage("text: is not valid UTF-8");
    }

    @Test
    void a_jsonb_is_its_text() {
        assertThat(read(PgText::jsonb, "{\"ключ\": [1, null]}")).isEqualTo("{\"ключ\": [1, null]}");
        assertThatThrownBy(() -> PgText.jsonb(new byte[] {'"', (byte) 0xff, '"'}, 0, 3))
                .hasMessage("jsonb: is not valid UTF-8");
    }

    @Test
    void a_refused_value_is_not_shown() {
        assertThatThrownBy(() -> read(PgText::int8, "secret")).hasMessage("int8: holds a character that is no digit");
    }
}
