package dev.cdcnotifier.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cdcnotifier.bench.measure.LatencyMeasurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatencyReportTest {

    private static final String OURS = "cdc-notifier at-least-once";
    private static final String RAW = "raw pipe binary";

    @TempDir
    private Path folder;

    @Test
    void a_row_has_the_medians_and_the_ratios_to_the_raw_pipe() {
        LatencyReport report =
                report(run(OURS, 500, 3, 12), run(OURS, 500, 90, 10), run(OURS, 500, 2, 11), run(RAW, 500, 2, 22));
        assertThat(report.isComplete()).isTrue();
        assertThat(report.markdown()).contains("| " + OURS + " | 3 | 3.00 | 11.00 | 100.00 | 1.50 | 0.50 | 0.25 |");
        assertThat(report.markdown()).contains("| " + RAW + " | 1 | 2.00 | 22.00 | 100.00 | 1.00 | 1.00 | 0.25 |");
    }

    @Test
    void without_a_raw_pipe_there_is_no_ratio() {
        assertThat(report(run(OURS, 500, 3, 12)).markdown()).contains("| 3.00 | 12.00 | 100.00 | – | – | 0.25 |");
        assertThat(report(run(OURS, 500, 3, 12), LatencyMeasurement.failed(RAW, 500, 1))
                        .markdown())
                .contains("| 3.00 | 12.00 | 100.00 | – | – | 0.25 |");
    }

    @Test
    void one_incomplete_round_leaves_no_figure_of_that_contender_at_that_rate() {
        LatencyReport report =
                report(run(OURS, 500, 3, 12), run(OURS, 2_000, 4, 12), LatencyMeasurement.failed(OURS, 2_000, 60_000));
        assertThat(report.isComplete()).isFalse();
        assertThat(report.markdown())
                .contains("| " + OURS + " | 1 | 3.00 |")
                .contains("| " + OURS + " | 2 | not everything arrived |")
                .doesNotContain("| 4.00 |");
    }

    @Test
    void a_rate_that_was_not_reached_is_said() {
        LatencyMeasurement slow = new LatencyMeasurement(OURS, 2_000, true, 1_900, 3, 4, 5, 0.25, 100, 0);
        assertThat(report(slow).markdown()).contains("did not reach this rate").contains(OURS + " (1,900)");
        assertThat(report(run(OURS, 2_000, 3, 4)).markdown()).doesNotContain("did not reach");
    }

    @Test
    void it_is_written_as_markdown_json_and_a_chart_for_each_rate() throws IOException {
        report(run(OURS, 500, 3, 12), run(OURS, 2_000, 4, 12)).write(folder);
        assertThat(folder.resolve("latency.md")).isNotEmptyFile();
        assertThat(folder.resolve("latency-500.svg")).content().contains(OURS).contains("3.0 / 12 / 100");
        assertThat(folder.resolve("latency-2000.svg")).isNotEmptyFile();
        JsonNode json = new ObjectMapper().readTree(Files.readString(folder.resolve("latency.json")));
        assertThat(json.at("/runs/500/" + OURS + "/0/p50Millis").asDouble()).isEqualTo(3);
        assertThat(json.at("/machine/cores").asInt()).isPositive();
    }

    private static LatencyReport report(LatencyMeasurement... runs) {
        return new LatencyReport(17, 10, 30, List.of(runs));
    }

    private static LatencyMeasurement run(String name, int rate, double p50, double p99) {
        return new LatencyMeasurement(name, rate, true, rate, p50, p99, 100, 0.25, rate * 30L, 0);
    }
}
