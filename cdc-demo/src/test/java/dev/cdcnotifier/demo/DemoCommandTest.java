package dev.cdcnotifier.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoCommandTest {

    private final List<DemoOptions> runs = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void without_arguments_it_is_20_seconds_at_500_transactions_per_second() {
        assertThat(execute()).isZero();
        assertThat(runs).containsExactly(new DemoOptions(20, 500, false));
    }

    @Test
    void every_option_reaches_the_demo() {
        assertThat(execute("--seconds", "5", "--rate=200", "--keep")).isZero();
        assertThat(runs).containsExactly(new DemoOptions(5, 200, true));
    }

    @Test
    void the_exit_code_is_the_demos() {
        int exitCode = DemoCommand.execute(options -> 1, new PrintWriter(out), new PrintWriter(err));
        assertThat(exitCode).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "--rate 0, '--rate must be 1 to 10000, not 0'",
        "--rate 10001, '--rate must be 1 to 10000, not 10001'",
        "--seconds 0, '--seconds must be 1 to 3600, not 0'",
        "--seconds x, '--seconds'",
        "--second 5, '--second'",
        "fast, 'fast'",
        "--rate, '--rate'",
    })
    void a_wrong_argument_is_one_line_and_exit_code_2(String arguments, String named) {
        assertThat(execute(arguments.split(" "))).isEqualTo(2);
        assertThat(runs).isEmpty();
        assertThat(err.toString().lines()).singleElement().asString().contains("cdc-notifier demo: ", named);
    }

    @Test
    void help_goes_to_the_output_and_starts_nothing() {
        assertThat(execute("--help")).isZero();
        assertThat(runs).isEmpty();
        assertThat(out.toString()).contains("--seconds", "--rate", "--keep", "Exit code");
    }

    private int execute(String... arguments) {
        return DemoCommand.execute(
                options -> {
                    runs.add(options);
                    return 0;
                },
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                arguments);
    }
}
