package dev.cdcnotifier.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.testkit.fuzz.Fuzz;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PgOutputCorruptionTest {

    @Test
    void every_kind_of_message_cut_off_at_every_byte_is_refused() {
        for (byte[] message : Messages.ofEveryKind()) {
            for (int length = 0; length < message.length; length++) {
                byte[] cut = Arrays.copyOf(message, length);
                assertThatThrownBy(() -> Messages.decode(cut))
                        .as("%c cut to %d bytes", message[0], length)
                        .isInstanceOf(PgOutputException.class);
            }
        }
    }

    @Test
    void a_mutated_message_is_refused_or_is_another_valid_message() {
        List<byte[]> originals = new ArrayList<>(Messages.ofEveryKind());
        originals.addAll(RealSession.messages());
        List<byte[]> tokens = Stream.of("n", "u", "t", "b", "N", "O", "K", "f", "\0", "\0\0\0\0", "I", "R")
                .map(token -> token.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
        new Fuzz(PgOutputCorruptionTest.class, "pgoutput", PgOutputException.class, originals, tokens)
                .run(Messages::decode, (input, message) -> {
                    if (message != null) {
                        assertThat(Messages.encode(message)).isEqualTo(input);
                    }
                });
    }
}
