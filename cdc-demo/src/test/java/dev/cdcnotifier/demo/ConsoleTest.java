package dev.cdcnotifier.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void without_a_terminal_there_is_no_control_character_and_one_live_line_in_five_and_the_last() throws Exception {
        Console console = new Console(stream, 0);
        console.step("Start it", () -> "started");
        for (int second = 1; second <= 7; second++) {
            console.live("second " + second);
        }
        console.endLive("the end");
        assertThat(printed().lines().skip(1)).containsExactly("second 1", "second 6", "the end");
        assertThat(printed()).startsWith("  ok      Start it").doesNotContain("\r", "\033");
    }

    @Test
    void on_a_terminal_live_lines_replace_each_other() {
        Console console = new Console(stream, 20);
        console.live("second 1");
        console.live("second 2");
        console.endLive("the end");
        assertThat(printed()).isEqualTo("\rsecond 1\033[K\rsecond 2\033[K\rthe end\033[K" + System.lineSeparator());
    }

    @Test
    void a_live_line_never_fills_the_terminals_width() {
        Console console = new Console(stream, 10);
        console.live("0123456789ABCDEF");
        assertThat(printed()).isEqualTo("\r012345678\033[K");
    }

    @Test
    void a_step_that_fails_says_so_and_passes_the_reason_on() {
        Console console = new Console(stream, 80);
        assertThatThrownBy(() -> console.step("Start it", () -> {
                    throw new DemoException("no room");
                }))
                .hasMessage("no room");
        assertThat(printed()).contains("failed  Start it").endsWith(System.lineSeparator());
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
