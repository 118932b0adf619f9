package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MainTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void a_result_that_cannot_be_written_is_no_success() {
        assertThat(Main.execute(failing("No space left on device"), err, "--version"))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("cdc-notifier: standard output cannot be written, what is there is not whole:"
                        + " No space left on device; is the disk full?");
    }

    @Test
    void a_reader_that_has_enough_is_no_failure() {
        assertThat(Main.execute(failing("Broken pipe"), err, "--version")).isZero();
        assertThat(err.size()).isZero();
    }

    private static OutputStream failing(String message) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(message);
            }
        };
    }
}
