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

class CommandLineTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ''                   | cdc-notifier: a command is missing; see cdc-notifier --help
            rnu                  | cdc-notifier: unknown command "rnu"; did you mean "run"?; see cdc-notifier --help
            dance                | cdc-notifier: unknown command "dance"; see cdc-notifier --help
            --verison            | cdc-notifier: unknown option "--verison"; did you mean "--version"?; see cdc-notifier --help
            run --confg a        | cdc-notifier run: unknown option "--confg"; did you mean "--config"?; see cdc-notifier run --help
            run --config         | cdc-notifier run: missing required parameter for option '--config' (FILE); see cdc-notifier run --help
            status --url x_y     | cdc-notifier status: invalid value for option '--url': must be like 127.0.0.1:8080 or http://127.0.0.1:8080, not "x_y"; see cdc-notifier status --help
            status --url http:// | cdc-notifier status: invalid value for option '--url': must be like 127.0.0.1:8080 or http://127.0.0.1:8080, not "http://"; see cdc-notifier status --help
            status --url http://a:99999 | cdc-notifier status: invalid value for option '--url': must be like 127.0.0.1:8080 or http://127.0.0.1:8080, not "http://a:99999"; see cdc-notifier status --help
            status --url http://a -c b | cdc-notifier status: --url=URL, --config=FILE are mutually exclusive (specify only one); see cdc-notifier status --help
            pause                | cdc-notifier pause: the name of a stream is missing: cdc-notifier pause NAME; see cdc-notifier pause --help
            skip -s a --lsn 0/1 --seq x | cdc-notifier skip: invalid value for option '--seq': 'x' is not a long; see cdc-notifier skip --help
            skip a --lsn 0/1 --seq 1 --transaction | cdc-notifier skip: --seq=N, --transaction are mutually exclusive (specify only one); see cdc-notifier skip --help
            skip a --lsn x --seq 1 | cdc-notifier skip: invalid value for option '--lsn': must be a position like 16/B374D848, not "x"; see cdc-notifier skip --help
            skip a --lsn 16B374D848 --transaction | cdc-notifier skip: invalid value for option '--lsn': must be a position like 16/B374D848, not "16B374D848"; see cdc-notifier skip --help
            restart a -s b       | cdc-notifier restart: one stream at a time: "a" or "b"; see cdc-notifier restart --help
            status -o yaml       | cdc-notifier status: invalid value for option '--output': must be text, wide or json, not "yaml"; see cdc-notifier status --help
            describe             | cdc-notifier describe: the name of a stream is missing: cdc-notifier describe NAME; see cdc-notifier describe --help
            decode -b a:1        | cdc-notifier decode: missing required option: '--topic=TOPIC'; see cdc-notifier decode --help
            decode -b a:1 -t t --from 1 | cdc-notifier decode: an offset means something in one partition: say which with --partition; see cdc-notifier decode --help
            decode -b a:1 -t t --from x | cdc-notifier decode: invalid value for option '--from': must be beginning, end, an offset, or a time (2026-11-28T05:20:00Z; UTC where no zone is given); see cdc-notifier decode --help
            decode -b a:1 -t t --count 0 | cdc-notifier decode: --count must be at least 1; see cdc-notifier decode --help
            decode -b a:1 -t t -X cleint.id=x | cdc-notifier decode: --property cleint.id is no property of a Kafka consumer; did you mean "client.id"?; see cdc-notifier decode --help
            verify -c c --namespace n --engine-eventsink-topic e --engine-lifecycle-topic l --grace 5 | cdc-notifier verify: invalid value for option '--grace': must be a number and a unit (ms, s, m, h), for example 30s; see cdc-notifier verify --help
            verify -c c --namespace n --engine-eventsink-topic e --engine-lifecycle-topic l --once | cdc-notifier verify: --once compares what is there: say since when with --from; see cdc-notifier verify --help
            verify -c c --namespace n --engine-eventsink-topic e --engine-lifecycle-topic l --from 5 | cdc-notifier verify: --from cannot be an offset here: two topics have different ones; give a time; see cdc-notifier verify --help
            run --config a extra | cdc-notifier run: unknown argument "extra"; see cdc-notifier run --help
            """)
    void a_wrong_command_line_is_one_line_and_exit_code_2(String line, String message) {
        assertThat(execute(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(err).hasToString(message + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void a_skip_says_whether_it_is_of_a_row_or_of_a_transaction() {
        assertThat(execute("skip", "-s", "a", "--lsn", "0/1")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith(
                        "cdc-notifier skip: missing required argument (specify one of these): (--seq=N | --transaction)");
    }

    @Test
    void help_names_the_commands() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString())
                .contains("run", "decode", "verify")
                .contains("--version")
                .contains("Exit codes");
    }

    @Test
    void version_is_that_of_the_build() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).matches("cdc-notifier \\d+\\.\\d+\\.\\d+\\S*\\R");
    }

    @Test
    void half_a_configuration_is_all_its_problems_and_exit_code_2(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("half.conf"), "cdc-notifier {\n http.port = x\n progressor.max-retries = x\n}\n");

        assertThat(execute("run", "--config", file.toString())).isEqualTo(2);

        assertThat(err.toString().lines())
                .hasSize(4)
                .contains("cdc-notifier: 3 problems in " + file)
                .contains("  cdc-notifier.http.port: must be a whole number from 0 to 65535, not \"x\" (half.conf:2)");
    }

    @Test
    void a_file_that_is_not_there_is_one_line() {
        assertThat(execute("run", "--config", "nowhere.conf")).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly("cdc-notifier: nowhere.conf: does not exist");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            a b   | the configuration's http.host "a b" cannot stand in an address: say by --url where the process answers
            [::1] | nothing answers at http://[::1]:1: is cdc-notifier running, and is that its http.host and http.port?
            ::1   | nothing answers at http://[::1]:1: is cdc-notifier running, and is that its http.host and http.port?
            """)
    void any_host_of_a_configuration_is_asked_or_refused_in_one_line(
            String host, String message, @TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("cdc.conf"),
                """
                cdc-notifier {
                  databases.d { host = h, database = d, username = u, password = "" }
                  kafka-clients.k { bootstrap.servers = "h:1" }
                  progressor.streams.d.s.n { kafka-client = k, eventsink-topic = e, lifecycle-topic = l }
                  http { host = "%s", port = 1 }
                }
                """
                        .formatted(host));
        assertThat(execute("status", "--config", file.toString())).isEqualTo(1);
        assertThat(err).hasToString("cdc-notifier: " + message + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
    }

    private int execute(String... args) {
        return RootCommand.execute(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }
}
