package dev.cdcnotifier.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cdcnotifier.bench.contender.Contender;
import dev.cdcnotifier.bench.contender.Job;
import dev.cdcnotifier.bench.measure.Measurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainReportTest {

    private static final String US = "cdc-notifier at-least-once";
    private static final String RAW = "raw pipe binary";

    @TempDir
    private Path folder;

    @Test
    void a_rate_is_the_median_of_the_runs() {
        Figures figures = new Figures(List.of(run(US, 100, 1), run(US, 900, 1), run(US, 300, 1)));
        assertThat(figures.rate(US)).hasValue(300);
    }

    @Test
    void of_an_even_number_of_runs_it_is_the_mean_of_the_two_in_the_middle() {
        Figures figures = new Figures(List.of(run(US, 100, 1), run(US, 200, 1), run(US, 400, 1), run(US, 900, 1)));
        assertThat(figures.rate(US)).hasValue(300);
    }

    @Test
    void who_lost_something_in_one_run_has_no_figure() {
        DrainReport report = report(run(US, 500, 1), run(RAW, 1000, 1), run(RAW, 1000, 1), Measurement.failed(RAW));

        assertThat(report.isComplete()).isFalse();
        assertThat(report.ratioToRawPipe()).isZero();
        assertThat(report.text()).contains("| " + RAW + " | 3 | not everything arrived");
    }

    @Test
    void the_ratio_to_the_raw_pipe_is_that_of_the_medians() {
        DrainReport report = report(run(US, 500, 1), run(RAW, 1000, 1));

        assertThat(report.isComplete()).isTrue();
        assertThat(report.ratioToRawPipe()).isEqualTo(0.5, within(1e-9));
    }

    @Test
    void who_sends_nothing_to_kafka_has_no_first_record() {
        String text = report(run(US, 500, 1), new Measurement("pg_recvlogical", true, 700, 1000, 1 << 20, 0, 100))
                .text();

        assertThat(text.lines().filter(line -> line.startsWith("| pg_recvlogical | 1 ")))
                .singleElement()
                .asString()
                .endsWith("| – |");
        assertThat(text.lines().filter(line -> line.startsWith("| " + US + " | 1 ")))
                .singleElement()
                .asString()
                .endsWith("| 0.01 |");
    }

    @Test
    void each_kind_of_debezium_is_represented_by_its_best_in_rate_and_in_processor_time() {
        List<Comparison> all = Comparison.withDebezium(new Figures(List.of(
                run(US, 1000, 2),
                run("Debezium engine", 100, 9),
                run("Debezium Connect", 200, 10),
                run("Debezium engine tuned", 500, 8),
                run("Debezium Connect tuned", 400, 4))));

        assertThat(all)
                .containsExactly(
                        new Comparison("Debezium tuned", "Debezium engine tuned", 2, "Debezium Connect tuned", 0.5),
                        new Comparison(
                                "Debezium with its defaults", "Debezium Connect", 5, "Debezium engine", 2 / 9.0));
    }

    @Test
    void a_debezium_that_lost_something_is_not_the_best() {
        List<Comparison> all = Comparison.withDebezium(new Figures(List.of(
                run(US, 1000, 2),
                run("Debezium engine", 100, 8),
                run("Debezium Connect", 900, 1),
                Measurement.failed("Debezium Connect"))));

        assertThat(all)
                .containsExactly(
                        new Comparison("Debezium with its defaults", "Debezium engine", 10, "Debezium engine", 0.25));
    }

    @Test
    void without_ours_or_without_debezium_nothing_is_compared() {
        assertThat(Comparison.withDebezium(new Figures(List.of(run("Debezium engine", 1, 1)))))
                .isEmpty();
        assertThat(Comparison.withDebezium(new Figures(List.of(run(US, 1, 1))))).isEmpty();
    }

    @Test
    void records_beyond_the_transactions_are_told() {
        assertThat(report(new Measurement(US, true, 1, 1, 1, 1, 107)).text())
                .contains("- " + US + " sent up to 7 records more than there are transactions.");
        assertThat(report(run(US, 1, 1)).text()).doesNotContain("records more");
    }

    @Test
    void the_files_say_who_was_measured_with_which_settings() throws IOException {
        report(run(US, 500, 1), run("Debezium engine", 100, 1), Measurement.failed(RAW))
                .write(folder);

        assertThat(folder.resolve("drain.md")).content().contains("| " + US + " | 1.2 | `delivery=at-least-once` |");
        JsonNode json = new ObjectMapper().readTree(folder.resolve("drain.json").toFile());
        assertThat(json.at("/contenders/0/version").asText()).isEqualTo("1.2");
        assertThat(json.at("/contenders/0/settings/delivery").asText()).isEqualTo("at-least-once");
        assertThat(json.at("/besideDebezium/0/rate").asDouble()).isEqualTo(5, within(1e-9));
        assertThat(Files.readString(folder.resolve("drain.svg")))
                .contains("Debezium engine")
                .doesNotContain(RAW);
    }

    private static DrainReport report(Measurement... measured) {
        return new DrainReport(17, 100, List.of(new Described()), List.of(measured));
    }

    private static Measurement run(String name, double rate, long cpuSeconds) {
        return new Measurement(name, true, rate, cpuSeconds * 1000, 1 << 20, 10, 100);
    }

    private static final class Described implements Contender {

        @Override
        public String name() {
            return US;
        }

        @Override
        public String about() {
            return "ours";
        }

        @Override
        public String version() {
            return "1.2";
        }

        @Override
        public Map<String, String> settings() {
            return Map.of("delivery", "at-least-once");
        }

        @Override
        public List<String> command(Job job) {
            return List.of();
        }
    }
}
