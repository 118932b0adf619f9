package dev.cdcnotifier.runner.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.runner.documents.RepeatsExample.Handled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RepeatsExampleTest {

    private static final Path SOURCE = Path.of("src/test/java/dev/cdcnotifier/runner/documents/RepeatsExample.java");
    private static final Path PAGE = Path.of("../docs/faq.md");

    private final Handled handled = new Handled();

    @Test
    void the_page_prints_the_example_word_for_word() throws IOException {
        String code = Files.readString(SOURCE)
                .lines()
                .dropWhile(line -> !line.strip().equals("// example"))
                .skip(1)
                .takeWhile(line -> !line.strip().equals("// end"))
                .collect(Collectors.joining("\n"))
                .stripIndent();
        assertThat(code).isNotBlank();
        assertThat(Files.readString(PAGE).contains("```java\n" + code + "\n```"))
                .as("docs/faq.md shows the example as it is:\n%s", code)
                .isTrue();
    }

    @Test
    void a_run_that_comes_again_is_dropped_and_what_is_new_in_it_is_not() {
        assertThat(isNew("events", "a", "0/10", 1)).isTrue();
        assertThat(isNew("events", "b", "0/10", 2)).isTrue();
        assertThat(isNew("events", "a", "0/20", 1)).isTrue();

        assertThat(isNew("events", "a", "0/10", 1)).isFalse();
        assertThat(isNew("events", "b", "0/10", 2)).isFalse();
        assertThat(isNew("events", "a", "0/20", 1)).isFalse();
        assertThat(isNew("events", "a", "0/20", 2)).isTrue();
        assertThat(isNew("events", "b", "0/30", 1)).isTrue();
    }

    @Test
    void positions_are_compared_as_numbers() {
        assertThat(isNew("events", "a", "9/FFFFFFFF", 1)).isTrue();
        assertThat(isNew("events", "a", "10/0", 1)).isTrue();
        assertThat(isNew("events", "a", "10/F", 9)).isTrue();
        assertThat(isNew("events", "a", "10/F", 10)).isTrue();
        assertThat(isNew("events", "a", "9/FFFFFFFF", 1)).isFalse();
    }

    @Test
    void topics_have_positions_of_their_own_for_the_same_key() {
        assertThat(isNew("lifecycle", "a", "0/20", 1)).isTrue();
        assertThat(isNew("events", "a", "0/10", 1)).isTrue();
    }

    private boolean isNew(String topic, String key, String lsn, int seq) {
        ConsumerRecord<byte[], byte[]> message = new ConsumerRecord<>(topic, 0, 0, bytes(key), bytes("value"));
        message.headers().add("cdc-lsn", bytes(lsn)).add("cdc-seq", bytes(Integer.toString(seq)));
        return handled.isNew(message);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
