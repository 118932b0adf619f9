package dev.cdcnotifier.runner.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {}                                         | {}
            { "a" : [ 1 , -0.5e+3, true,false , null] } | {"a":[1,-0.5e+3,true,false,null]}
            {"a":{"b":[],"c":[[]]},"d":""}             | {"a":{"b":[],"c":[[]]},"d":""}
            {"\\u00e9\\n\\"":"\\/ é"}                  | {"\\u00e9\\n\\"":"\\/ \\u00e9"}
            {"a":12345678901234567890.10}              | {"a":12345678901234567890.10}
            """)
    void an_object_is_taken_in_one_line_of_ascii_with_all_its_digits(String text, String taken) {
        assertThat(JsonText.ofObject(text)).hasToString("Optional[" + taken + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "null",
                "{",
                "{}}",
                "{} x",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":1.}",
                "{\"a\":.5}",
                "{\"a\":+1}",
                "{\"a\":1e}",
                "{\"a\":-}",
                "{\"a\":NaN}",
                "{\"a\":tru}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"b}",
                "{\"a\":[1 2]}",
                "{\"a\":[1}",
                "{\"a\":1]",
                "{}\0",
                "\ufeff{}"
            })
    void what_is_no_object_is_refused(String text) {
        assertThat(JsonText.ofObject(text)).isEmpty();
    }

    @Test
    void nesting_is_bounded() {
        assertThat(JsonText.ofObject("{\"a\":" + "[".repeat(511) + "]".repeat(511) + "}"))
                .isPresent();
        assertThat(JsonText.ofObject("{\"a\":" + "[".repeat(512) + "]".repeat(512) + "}"))
                .isEmpty();
        assertThat(JsonText.ofObject("{\"a\":" + "[".repeat(1_000_000))).isEmpty();
    }

    @Test
    void it_stands_inside_of_another_as_it_is() {
        JsonText inner = JsonText.ofObject("{ \"b\": 1 }").orElseThrow();
        assertThat(Json.write(Map.of("a", inner))).isEqualTo("{\"a\":{\"b\":1}}");
    }
}
