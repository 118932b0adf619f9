package dev.cdcnotifier.bench.contender;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DebeziumEnvelopeTest {

    @Test
    void the_row_is_the_same_whenever_it_is_sent() {
        assertThat(row("{\"before\":null,\"after\":{\"event_id\":1},\"op\":\"c\",\"ts_ms\":5}"))
                .isEqualTo(row("{\"before\":null,\"after\":{\"event_id\":1},\"op\":\"c\",\"ts_ms\":6}"))
                .isNotEqualTo(row("{\"before\":null,\"after\":{\"event_id\":2},\"op\":\"c\",\"ts_ms\":5}"));
    }

    @Test
    void with_a_schema_it_is_the_same_row() {
        assertThat(row("{\"schema\":{\"type\":\"struct\"},\"payload\":{\"after\":{\"event_id\":1},\"ts_ms\":5}}"))
                .isEqualTo("{\"event_id\":1}");
    }

    @Test
    void a_column_named_payload_does_not_hide_the_row() {
        assertThat(row("{\"after\":{\"payload\":\"g20=\"},\"ts_ms\":5}")).isEqualTo("{\"payload\":\"g20=\"}");
    }

    @Test
    void what_is_no_row_stays_as_it_is() {
        assertThat(row("{\"after\":null,\"op\":\"d\"}")).isEqualTo("{\"after\":null,\"op\":\"d\"}");
        assertThat(row("no JSON")).isEqualTo("no JSON");
    }

    private static String row(String value) {
        return new String(DebeziumEnvelope.row(value.getBytes(UTF_8)), UTF_8);
    }
}
