package dev.cdcnotifier.progressor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatVersionTest {

    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"format_version\": 1};1",
                "{\"format_version\":-2147483648};-2147483648",
                "{\"format_version\": 2147483647 , \"a\": 1};2147483647",
                "{\"format\\u005fversion\": 3};3",
                "{\"x\": \"\\\"format_version\\\": 9\", \"format_version\": 4};4",
                "{\"x\": {\"format_version\": 9}, \"format_version\": 5};5",
                "{\"x\": [{\"format_version\": 9}, \"}\", \"]\"], \"format_version\": 6};6",
                "{\"format_version\": 6, \"format_version\": 7};7",
                "{\"\": null, \"format_version\": -0};0",
            })
    void an_integer_of_32_bits_is_found(String json, int expected) {
        assertThat(FormatVersion.of(json)).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "1",
                "\"format_version\"",
                "[{\"format_version\": 1}]",
                "{\"format_version\": 2147483648}",
                "{\"format_version\": -2147483649}",
                "{\"format_version\": 99999999999999999999}",
                "{\"format_version\": 1.0}",
                "{\"format_version\": 1e3}",
                "{\"format_version\": \"1\"}",
                "{\"format_version\": null}",
                "{\"format_version\": true}",
                "{\"format_version\": [1]}",
                "{\"format_version\": {\"format_version\": 1}}",
                "{\"Format_version\": 1}",
                "{\"format_version \": 1}",
                "{\"format_versio\\n\": 1}",
                "{\"x\": {\"format_version\": 1}}",
            })
    void anything_else_is_absent(String json) {
        assertThat(FormatVersion.of(json)).isEmpty();
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void it_finds_what_jackson_finds(@ForAll("objects") JsonNode json, @ForAll boolean pretty)
            throws JsonProcessingException {
        String text = pretty ? json.toPrettyString() : json.toString();
        JsonNode member = JACKSON.readTree(text).get("format_version");
        OptionalInt expected = member != null && member.isIntegralNumber() && member.canConvertToInt()
                ? OptionalInt.of(member.intValue())
                : OptionalInt.empty();
        assertThat(FormatVersion.of(text)).as(text).isEqualTo(expected);
    }

    @Property
    void it_never_fails(@ForAll("garbage") String garbage) {
        assertThat(FormatVersion.of(garbage)).isNotNull();
        assertThat(FormatVersion.of("{\"format_version\":" + garbage)).isNotNull();
    }

    @Test
    void it_does_not_recurse() {
        int depth = 1_000_000;
        String json = "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + ",\"format_version\":8}";
        assertThat(FormatVersion.of(json)).hasValue(8);
    }

    @Provide
    Arbitrary<String> garbage() {
        return Arbitraries.strings().withChars("{}[]\":,\\u0- 1eformat_version").ofMaxLength(40);
    }

    @Provide
    Arbitrary<JsonNode> objects() {
        return object(2);
    }

    private static Arbitrary<JsonNode> object(int levels) {
        return Arbitraries.maps(names(), any(levels)).ofMaxSize(4).map(members -> {
            ObjectNode object = NODES.objectNode();
            members.forEach(object::set);
            return object;
        });
    }

    private static Arbitrary<JsonNode> any(int levels) {
        Arbitrary<JsonNode> scalars = Arbitraries.oneOf(
                Arbitraries.integers().map(NODES::numberNode),
                Arbitraries.longs().map(NODES::numberNode),
                Arbitraries.bigIntegers().map(NODES::numberNode),
                Arbitraries.doubles().filter(Double::isFinite).map(NODES::numberNode),
                Arbitraries.of(NODES.nullNode(), NODES.booleanNode(true), NODES.textNode("format_version")),
                strings().map(NODES::textNode));
        if (levels == 0) {
            return scalars;
        }
        return Arbitraries.frequencyOf(
                Tuple.of(4, scalars),
                Tuple.of(1, object(levels - 1)),
                Tuple.of(1, any(levels - 1).list().ofMaxSize(3).map(FormatVersionTest::array)));
    }

    private static JsonNode array(List<JsonNode> elements) {
        return NODES.arrayNode().addAll(elements);
    }

    private static Arbitrary<String> names() {
        return Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.just("format_version")),
                Tuple.of(1, Arbitraries.of("format_versio", "format_version_", "\"format_version\"", "")),
                Tuple.of(2, strings()));
    }

    private static Arbitrary<String> strings() {
        return Arbitraries.strings().ascii().withChars("\"\\{}[],:\u0444").ofMaxLength(8);
    }
}
