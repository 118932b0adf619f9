package dev.cdcnotifier.bench.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PayloadTest {

    @Test
    void a_payload_is_as_long_as_was_asked_for() {
        for (int bytes : new int[] {100, 300, 2_000, 20_000}) {
            assertThat(Payload.of(bytes)).hasSize(bytes);
        }
    }

    @Test
    void a_payload_is_the_same_every_time() {
        assertThat(Payload.of(300)).isEqualTo(Payload.of(300));
    }
}
