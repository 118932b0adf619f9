package dev.cdcnotifier.runner.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.progressor.Message;
import dev.cdcnotifier.progressor.Message.Change;
import dev.cdcnotifier.progressor.MsgpackValue;
import dev.cdcnotifier.progressor.MsgpackValue.Arr;
import dev.cdcnotifier.progressor.MsgpackValue.Bin;
import dev.cdcnotifier.progressor.MsgpackValue.Bool;
import dev.cdcnotifier.progressor.MsgpackValue.Entry;
import dev.cdcnotifier.progressor.MsgpackValue.Flt;
import dev.cdcnotifier.progressor.MsgpackValue.Int;
import dev.cdcnotifier.progressor.MsgpackValue.Nil;
import dev.cdcnotifier.progressor.MsgpackValue.Obj;
import dev.cdcnotifier.progressor.MsgpackValue.Str;
import dev.cdcnotifier.runner.text.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MessageJsonTest {

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(new Nil(), "null"),
                Arguments.of(new Bool(true), "true"),
                Arguments.of(new Bool(false), "false"),
                Arguments.of(new Int(0), "0"),
                Arguments.of(new Int(Long.MAX_VALUE), "9223372036854775807"),
                Arguments.of(new Int(Long.MIN_VALUE), "-9223372036854775808"),
                Arguments.of(new Flt(0), "0.0"),
                Arguments.of(new Flt(-0.0), "-0.0"),
                Arguments.of(new Flt(1), "1.0"),
                Arguments.of(new Flt(Double.MIN_VALUE), "4.9E-324"),
                Arguments.of(new Flt(Double.NaN), "{\"$flt\":\"NaN\"}"),
                Arguments.of(new Flt(Double.NEGATIVE_INFINITY), "{\"$flt\":\"-Infinity\"}"),
                Arguments.of(
                        string("оплата \"1\"\n"), "\"\\u043e\\u043f\\u043b\\u0430\\u0442\\u0430 \\\"1\\\"\\u000a\""),
                Arguments.of(string("null"), "\"null\""),
                Arguments.of(new Str(ByteBuffer.wrap(new byte[] {(byte) 0xc3, 0x28})), "{\"$str\":\"wyg=\"}"),
                Arguments.of(new Bin(ByteBuffer.wrap(new byte[] {(byte) 0xc3, 0x28})), "{\"$bin\":\"wyg=\"}"),
                Arguments.of(new Bin(ByteBuffer.allocate(0)), "{\"$bin\":\"\"}"),
                Arguments.of(new Arr(List.of()), "[]"),
                Arguments.of(new Arr(List.of(new Nil(), new Arr(List.of(new Int(1))))), "[null,[1]]"),
                Arguments.of(object(), "{}"),
                Arguments.of(object(string("b"), new Int(1), string("a"), new Nil()), "{\"b\":1,\"a\":null}"),
                Arguments.of(object(new Int(1), string("a")), "{\"$obj\":[[1,\"a\"]]}"),
                Arguments.of(object(string("$bin"), string("wyg=")), "{\"$obj\":[[\"$bin\",\"wyg=\"]]}"),
                Arguments.of(
                        object(string("a"), new Int(1), string("a"), new Int(2)), "{\"$obj\":[[\"a\",1],[\"a\",2]]}"),
                Arguments.of(
                        object(object(string("k"), new Nil()), object(new Nil(), new Nil())),
                        "{\"$obj\":[[{\"k\":null},{\"$obj\":[[null,null]]}]]}"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void a_value_of_a_payload_has_one_form(MsgpackValue value, String json) {
        assertThat(Json.write(MessageJson.value(value))).isEqualTo(json);
    }

    @Test
    void different_values_have_different_forms() {
        Map<String, MsgpackValue> seen = new HashMap<>();
        values().map(arguments -> (MsgpackValue) arguments.get()[0]).forEach(value -> {
            MsgpackValue before = seen.put(Json.write(MessageJson.value(value)), value);
            assertThat(before).as("the same form as " + value).isNull();
        });
    }

    @Test
    void an_event_has_its_id_its_time_and_its_payload() {
        assertThat(Json.write(MessageJson.of(new Message.Event("ns", "p", 7, "2026-11-28T05:20:00Z", 1, new Int(5)))))
                .isEqualTo("{\"eventId\":7,\"createdAt\":\"2026-11-28T05:20:00Z\",\"formatVersion\":1,\"data\":5}");
        assertThat(MessageJson.of(new Message.Event("ns", "p", 7, "t", null, new Nil())))
                .doesNotContainKey("formatVersion");
    }

    @Test
    void a_lifecycle_message_has_what_became_of_the_process() {
        assertThat(lifecycle(new Change.Created())).isEqualTo("{\"change\":\"created\",\"createdAt\":\"t\"}");
        assertThat(lifecycle(new Change.Working())).isEqualTo("{\"change\":\"working\",\"createdAt\":\"t\"}");
        assertThat(lifecycle(new Change.Removed())).isEqualTo("{\"change\":\"removed\",\"createdAt\":\"t\"}");
        assertThat(lifecycle(new Change.Failed("no money")))
                .isEqualTo("{\"change\":\"failed\",\"createdAt\":\"t\",\"reason\":\"no money\"}");
        assertThat(lifecycle(new Change.Failed(null))).isEqualTo("{\"change\":\"failed\",\"createdAt\":\"t\"}");
    }

    private static String lifecycle(Change change) {
        return Json.write(MessageJson.of(new Message.Lifecycle("ns", "p", "t", change)));
    }

    private static Str string(String text) {
        return new Str(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Obj object(MsgpackValue... keysAndValues) {
        Stream.Builder<Entry> entries = Stream.builder();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.add(new Entry(keysAndValues[i], keysAndValues[i + 1]));
        }
        return new Obj(entries.build().toList());
    }
}
