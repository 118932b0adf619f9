package dev.cdcnotifier.runner.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.runner.text.Json;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordJsonTest {

    private static final byte[] CREATED =
            hex("0b0001 00000002 6e73 0b0002 00000001 70 0b0003 00000001 74" + " 0c0004 0c0001 0c0001 00 00 00 00");
    private static final byte[] EVENT = hex("0c0001 0b0001 00000002 6e73 0b0002 00000001 70 0a0003 0000000000000007"
            + " 0b0004 00000001 74 0c0006 0c0001 00 00 00 00");

    private final RecordHeaders headers = new RecordHeaders();

    @Test
    void a_message_stands_in_one_line_with_its_place_its_process_and_its_row() {
        header("cdc-lsn", "16/B374D848");
        header("cdc-seq", "3");
        assertThat(json("ns p", CREATED))
                .isEqualTo("{\"topic\":\"t\",\"partition\":2,\"offset\":41,\"timestamp\":\"2026-11-28T05:20:00.000Z\","
                        + "\"key\":\"ns p\",\"namespace\":\"ns\",\"processId\":\"p\",\"lsn\":\"16/B374D848\",\"seq\":3,"
                        + "\"kind\":\"lifecycle\",\"value\":{\"change\":\"created\",\"createdAt\":\"t\"}}");
    }

    @Test
    void a_row_that_is_named_twice_loses_neither() {
        header("cdc-lsn", "0/1");
        header("cdc-lsn", "0/2");
        assertThat(json("ns p", CREATED)).contains("\"lsn\":\"0/2\"").contains("\"headers\":{\"cdc-lsn\":\"0/1\"}");
    }

    @Test
    void both_kinds_are_known_by_their_bytes_with_or_without_headers() {
        assertThat(json("ns p", EVENT))
                .contains("\"kind\":\"event\",\"value\":{\"eventId\":7,")
                .doesNotContain("lsn");
        assertThat(json("ns p", CREATED)).contains("\"kind\":\"lifecycle\"");
    }

    @Test
    void a_dead_letter_is_the_row_with_its_facts() {
        header("namespace", "ns");
        header("process_id", "p");
        header("commit_lsn", "0/1C480C8");
        header("seq", "1");
        header("reason", "payload has tag 1");
        assertThat(json(
                        "0/1C480C8 1",
                        "{\"schema\":\"public\",\"new\":{\"n\":\"é\"}}".getBytes(StandardCharsets.UTF_8)))
                .contains("\"namespace\":\"ns\",\"processId\":\"p\",\"lsn\":\"0/1C480C8\",\"seq\":1,")
                .contains("\"kind\":\"dead-letter\",\"headers\":{\"namespace\":\"ns\"")
                .contains("\"reason\":\"payload has tag 1\"}")
                .endsWith("\"value\":{\"schema\":\"public\",\"new\":{\"n\":\"\\u00e9\"}}}");
    }

    @Test
    void other_json_is_json() {
        assertThat(json("k", "{\"timeline\":1}".getBytes(StandardCharsets.UTF_8)))
                .endsWith("\"kind\":\"json\",\"value\":{\"timeline\":1}}");
    }

    @Test
    void a_record_without_a_value_is_a_tombstone() {
        assertThat(json(null, null)).endsWith("\"key\":null,\"kind\":\"tombstone\",\"value\":null}");
    }

    @Test
    void what_is_not_readable_is_a_line_with_the_error_and_the_bytes() {
        assertThat(json("ns p", new byte[] {(byte) 0xff, 0}))
                .endsWith(
                        "\"kind\":\"unreadable\",\"error\":\"neither a message nor JSON: at byte 0 is neither an event nor"
                                + " a lifecycle message\",\"value\":{\"$bin\":\"/wA=\"}}");
        assertThat(json("ns p", new byte[0]))
                .contains("\"error\":\"neither a message nor JSON: at byte 0 is cut off\"");
        assertThat(json("ns p", "{\"half\":".getBytes(StandardCharsets.UTF_8)))
                .contains("\"kind\":\"unreadable\"")
                .endsWith("\"value\":{\"$bin\":\"eyJoYWxmIjo=\"}}");
    }

    @Test
    void headers_of_others_are_shown_and_none_is_lost() {
        header("trace", "1");
        header("trace", "2");
        headers.add("raw", new byte[] {(byte) 0xff});
        headers.add("cdc-seq", new byte[] {(byte) 0xff});
        headers.add("none", null);
        assertThat(json("ns p", CREATED))
                .contains("\"headers\":{\"trace\":\"1\",\"trace#2\":\"2\",\"raw\":{\"$bin\":\"/w==\"},"
                        + "\"cdc-seq\":{\"$bin\":\"/w==\"},\"none\":null}")
                .doesNotContain("\"seq\"");
    }

    @Test
    void a_record_belongs_to_the_namespace_of_its_message_or_else_of_its_key() {
        assertThat(RecordJson.of(record("other key", CREATED)).isOf("ns")).isTrue();
        assertThat(RecordJson.of(record("ns p", CREATED)).isOf("n")).isFalse();
        assertThat(RecordJson.of(record("ns p", new byte[] {1})).isOf("ns")).isTrue();
        assertThat(RecordJson.of(record("ns2 p", new byte[] {1})).isOf("ns")).isFalse();
        assertThat(RecordJson.of(record(null, null)).isOf("ns")).isFalse();
    }

    private void header(String name, String text) {
        headers.add(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private String json(@Nullable String key, byte @Nullable [] value) {
        return Json.write(RecordJson.of(record(key, value)).fields());
    }

    private ConsumerRecord<byte[], byte[]> record(@Nullable String key, byte @Nullable [] value) {
        return new ConsumerRecord<>(
                "t",
                2,
                41,
                1_795_843_200_000L,
                TimestampType.CREATE_TIME,
                0,
                0,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value,
                headers,
                Optional.empty());
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }
}
