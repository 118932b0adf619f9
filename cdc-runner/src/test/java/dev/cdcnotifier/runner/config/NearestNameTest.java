package dev.cdcnotifier.runner.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    @ParameterizedTest
    @CsvSource({
        "host,host,0",
        "hots,host,1",
        "ost,host,1",
        "hosts,host,1",
        "hast,host,1",
        "'',host,4",
        "max_retries,max-retries,0",
        "resendTimeout,resend-timeout,1",
        "kitten,sitting,3"
    })
    void letters_put_in_taken_out_changed_or_swapped_count_one(String typed, String name, int distance) {
        assertThat(NearestName.distance(typed, name)).isEqualTo(distance);
        assertThat(NearestName.distance(name, typed)).isEqualTo(distance);
    }

    @Test
    void the_closest_name_wins_and_nothing_close_is_no_hint() {
        assertThat(NearestName.hint("prot", List.of("post", "port"))).isEqualTo("; did you mean \"port\"?");
        assertThat(NearestName.hint("something", List.of("host", "port"))).isEmpty();
        assertThat(NearestName.hint("ab", List.of("xy"))).isEmpty();
        assertThat(NearestName.hint("x", List.of())).isEmpty();
    }
}
