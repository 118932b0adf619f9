package dev.cdcnotifier.runner.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** check, init, drop and config before they reach a server. */
class SetupCommandLineTest {

    private static final String CONFIG =
            """
            cdc-notifier {
              databases { main { host = h, database = d, username = u, password = p } }
              kafka-clients { k { bootstrap.servers = "b:1" } }
              progressor.streams.main.slot_a { ns { kafka-client = k, eventsink-topic = e, lifecycle-topic = l } }
            }
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"check", "init", "drop", "config"})
    void help_says_what_it_does_with_an_example_and_the_exit_codes(String command) {
        assertThat(execute(command, "--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "Usage: cdc-notifier " + command,
                        "Example",
                        "  cdc-notifier " + command + " ",
                        " --config cdc-notifier.conf",
                        "Exit codes: 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "init", "drop --slot x", "config"})
    void a_wrong_configuration_is_exit_code_2_with_all_its_problems(String command) throws IOException {
        Path file = Files.writeString(
                folder.resolve("half.conf"), "cdc-notifier {\n http.port = x\n progressor.max-retries = x\n}\n");
        assertThat(execute((command + " --config " + file).split(" "))).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(4).contains("cdc-notifier: 3 problems in " + file);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "check                 | no configuration: give --config FILE, or set CDC_CONFIG; there is none at ",
                "check --config F slot_b | there is no stream \"slot_b\" in the configuration; did you mean \"slot_a\"?",
                "check --config F main/slot_a zzz | there is no stream \"zzz\" in the configuration; there is main/slot_a",
                "check --config F --mend        | no terminal to ask on: add --yes",
                "check --config F --mend --json | --mend talks to a person: leave out -o json",
                "check --config F --only slot_b | there is no stream \"slot_b\" in the configuration; did you mean \"slot_a\"?",
                "check --config F --only zzz    | there is no stream \"zzz\" in the configuration; there is main/slot_a",
                "init --config F --only x/slot_a_long | there is main/slot_a",
                "drop --config F       | the name of a stream is missing: cdc-notifier drop NAME",
                "drop --config F slot_a | no terminal to ask on: add --yes",
                "drop --config F --slot slot_a  | no terminal to ask on: add --yes",
                "config --config F x   | unknown argument \"x\"",
            })
    void a_wrong_command_line_is_one_line_and_exit_code_2(String line, String message) throws IOException {
        String file = Files.writeString(folder.resolve("cdc.conf"), CONFIG).toString();
        assertThat(execute(line.replace(" F", " " + file).strip().split(" +"))).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains(message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void config_prints_without_asking_any_server() throws IOException {
        Path file = Files.writeString(folder.resolve("cdc.conf"), CONFIG);
        assertThat(execute("config", "--config", file.toString())).isZero();
        assertThat(out.toString().lines()).contains("    main {").anyMatch(line -> line.contains("password = \"***\""));
        assertThat(err.toString()).isEmpty();
    }

    private int execute(String... args) {
        return RootCommand.execute(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }
}
