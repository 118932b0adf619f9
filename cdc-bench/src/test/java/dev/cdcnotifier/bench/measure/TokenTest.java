package dev.cdcnotifier.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TokenTest {

    @Test
    void a_token_is_sixteen_characters_and_is_found_again() {
        for (long number : new long[] {0, 42, Token.LIMIT - 1}) {
            assertThat(Token.of(number)).hasSize(16);
            assertThat(find(Token.of(number))).isEqualTo(number);
        }
    }

    @Test
    void a_token_is_found_amid_other_bytes() {
        byte[] binary =
                ("I\0\0\1N\0\6b\0\0\0\20" + Token.of(7) + "b\0\0\0\2\377").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Token.find(binary)).isEqualTo(7);
        assertThat(find("{\"after\":{\"process_id\":\"" + Token.of(8) + "\",\"payload\":\"g2gC\"}}"))
                .isEqualTo(8);
    }

    @Test
    void of_two_the_first_is_found() {
        assertThat(find(Token.of(3) + Token.of(4))).isEqualTo(3);
    }

    @Test
    void what_only_looks_like_a_token_is_passed_over() {
        assertThat(find("token-000000000x " + Token.of(5))).isEqualTo(5);
        assertThat(find("token-token-0000000006")).isEqualTo(6);
        assertThat(find("token-000000001")).isEqualTo(-1);
        assertThat(find("")).isEqualTo(-1);
    }

    @Test
    void there_is_no_token_of_a_number_out_of_range() {
        assertThatThrownBy(() -> Token.of(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Token.of(Token.LIMIT)).isInstanceOf(IllegalArgumentException.class);
    }

    private static long find(String text) {
        return Token.find(text.getBytes(StandardCharsets.US_ASCII));
    }
}
