package dev.cdcnotifier.runner.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void keeps_the_order_and_the_types() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("z", "text");
        fields.put("a", List.of(1, 2L, 2.5, true));
        fields.put("m", Map.of());
        fields.put("l", List.of());

        assertThat(Json.write(fields)).isEqualTo("{\"z\":\"text\",\"a\":[1,2,2.5,true],\"m\":{},\"l\":[]}");
    }

    @Test
    void keys_without_an_order_of_their_own_are_the_same_text_in_every_process() {
        Map<String, Integer> shuffled = Map.of("e", 5, "b", 2, "a", 1, "d", 4, "c", 3, "g", 7, "f", 6);

        assertThat(Json.write(List.of(shuffled)))
                .isEqualTo("[{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7}]");
    }

    @Test
    void nothing_is_null() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("a", null);
        assertThat(Json.write(fields)).isEqualTo("{\"a\":null}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "plain", "\"quoted\" \\ / back", "line\r\n\ttab", "ключ ü 漢 🎉", "\u2028\u2029\u007f\ud800"})
    void another_reader_reads_the_same_text(String text) {
        assertThat(readBack(text)).isEqualTo(text);
    }

    @Test
    void another_reader_reads_every_character_of_the_basic_plane() {
        String all = IntStream.range(0, 0x10000)
                .filter(c -> !Character.isSurrogate((char) c))
                .mapToObj(Character::toString)
                .collect(Collectors.joining());

        assertThat(readBack(all)).isEqualTo(all);
    }

    @Test
    void a_text_is_ascii_only() {
        assertThat(Json.write("ü🎉")).isEqualTo("\"\\u00fc\\ud83c\\udf89\"");
    }

    @Test
    void what_json_cannot_say_is_refused() {
        assertThatThrownBy(() -> Json.write(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.write(new Object())).isInstanceOf(IllegalArgumentException.class);
    }

    private static String readBack(String text) {
        return ConfigFactory.parseString(
                        Json.write(Map.of("text", text)),
                        ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON))
                .getString("text");
    }
}
