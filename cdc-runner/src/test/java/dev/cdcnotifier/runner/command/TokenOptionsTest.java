package dev.cdcnotifier.runner.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.pg.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenOptionsTest {

    private static final Secret CONFIGURED = new Secret("of-the-configuration");

    @Test
    void the_variable_goes_before_the_configuration() throws Exception {
        TokenOptions options = new TokenOptions(Map.of("CDC_HTTP_TOKEN", "of-the-variable"));

        assertThat(options.token(CONFIGURED).reveal()).isEqualTo("of-the-variable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void a_variable_that_is_set_to_nothing_is_not_set(String nothing) throws Exception {
        TokenOptions options = new TokenOptions(Map.of("CDC_HTTP_TOKEN", nothing));

        assertThat(options.token(CONFIGURED).reveal()).isEqualTo("of-the-configuration");
        assertThatThrownBy(() -> options.token(null))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageStartingWith("a token is needed");
    }
}
