package dev.cdcnotifier.runner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.runner.text.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

    @Test
    void what_our_process_writes_is_read_back() {
        Map<String, Object> object = Map.of(
                "text",
                "a \"quoted\" \\ line\nß € \u0001 ${no} # // 10 s",
                "dotted.name/with \"all\"",
                1,
                "long",
                Long.MAX_VALUE,
                "decimal",
                0.125,
                "yes",
                true,
                "list",
                List.of(1, List.of(), Map.of()));

        assertThat(JsonReader.read(Json.write(List.of(object)))).isEqualTo(List.of(object));
        assertThat(JsonReader.read("null")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{a: 1}", "[1,]", "[1", "{\"a\":}", "'x'", "${x}", "1}, {"})
    void what_is_not_json_is_refused(String text) {
        assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
