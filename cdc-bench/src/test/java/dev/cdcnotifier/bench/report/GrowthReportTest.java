package dev.cdcnotifier.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cdcnotifier.bench.measure.GrowthMeasurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowthReportTest {

    @TempDir
    private Path folder;

    @Test
    void a_row_has_the_medians() {
        GrowthReport report = report(run("1", 30_000, 4_000), run("1", 20_000, 2_000), run("1", 10_000, 3_000));
        assertThat(report.isComplete()).isTrue();
        assertThat(report.markdown()).contains("| 1 | 200,000 | 3 | 20,000 | 1.50 | 100 | 2.50 |");
    }

    @Test
    void a_run_too_short_for_the_clock_has_no_processor_time() {
        assertThat(report(run("1", 30_000, 90)).markdown()).contains("| 30,000 | – | 100 |");
    }

    @Test
    void one_incomplete_round_leaves_no_figure() throws IOException {
        GrowthReport report = report(run("1", 30_000, 4_000), GrowthMeasurement.failed("slots", "1", 200_000));
        assertThat(report.isComplete()).isFalse();
        assertThat(report.markdown())
                .contains("| 1 | 200,000 | 2 | not everything arrived |")
                .doesNotContain("30,000");
        report.write(folder);
        assertThat(folder.resolve("growth-slots.svg")).content().contains("–").doesNotContain("30,000");
    }

    @Test
    void it_is_written_as_markdown_json_and_a_chart_for_each_series() throws IOException {
        report(run("1", 30_000, 4_000), run("2", 40_000, 4_000)).write(folder);
        assertThat(folder.resolve("growth.md")).isNotEmptyFile();
        assertThat(folder.resolve("growth-slots.svg"))
                .content()
                .contains("30,000")
                .contains("40,000");
        JsonNode json = new ObjectMapper().readTree(Files.readString(folder.resolve("growth.json")));
        assertThat(json.at("/runs/slots/2/0/rate").asDouble()).isEqualTo(40_000);
    }

    private static GrowthReport report(GrowthMeasurement... runs) {
        return new GrowthReport(17, List.of(runs));
    }

    private static GrowthMeasurement run(String label, double rate, long cpuMillis) {
        return new GrowthMeasurement("slots", label, true, 200_000, rate, cpuMillis, 100 << 20, 2_500, 0);
    }
}
