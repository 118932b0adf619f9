package dev.cdcnotifier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "drain --transactions 0",
                "drain --rounds 0",
                "drain --postgres 9",
                "drain --only nobody",
                "latency --seconds 0",
                "latency --seconds x",
                "latency --warm-up -1",
                "latency --rates 0",
                "latency --rates 500,500",
                "latency --rounds 0",
                "latency --postgres 9",
                "latency --only nobody",
                "growth --largest 9",
                "growth --largest 2000000000",
                "growth --rounds 0",
                "growth --only nothing",
                "growth --postgres 9",
                "all --largest 1",
                "all --rounds 0",
                "all --postgres 9",
            })
    void a_wrong_argument_is_told_in_one_line_and_ends_with_2(String arguments) {
        assertThat(execute(arguments)).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1).allMatch(line -> line.startsWith("bench: "));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void the_list_of_latency_names_who_sends_to_kafka() {
        assertThat(execute("latency --list")).isZero();
        assertThat(out.toString())
                .contains("cdc-notifier at-least-once", "cdc-notifier exactly-once", "raw pipe binary")
                .doesNotContain("pg_recvlogical");
    }

    private int execute(String arguments) {
        CommandLine bench = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return bench.execute(arguments.isEmpty() ? new String[0] : arguments.split(" "));
    }
}
