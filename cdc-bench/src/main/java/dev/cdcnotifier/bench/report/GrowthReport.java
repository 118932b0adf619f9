package dev.cdcnotifier.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.cdcnotifier.bench.growth.Series;
import dev.cdcnotifier.bench.measure.GrowthMeasurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Medians of all rounds, as Markdown, JSON and a chart for each series. */
public final class GrowthReport {

    private final int major;
    private final Map<String, Map<String, List<GrowthMeasurement>>> bySeries;

    /** Of these runs. */
    public GrowthReport(int major, List<GrowthMeasurement> measured) {
        this.major = major;
        bySeries = measured.stream()
                .collect(Collectors.groupingBy(
                        GrowthMeasurement::series,
                        LinkedHashMap::new,
                        Collectors.groupingBy(GrowthMeasurement::label, LinkedHashMap::new, Collectors.toList())));
    }

    /** Whether everything arrived in every run. */
    public boolean isComplete() {
        return bySeries.values().stream()
                .flatMap(byLabel -> byLabel.values().stream())
                .allMatch(GrowthReport::isComplete);
    }

    private static boolean isComplete(List<GrowthMeasurement> runs) {
        return !runs.isEmpty() && runs.stream().allMatch(GrowthMeasurement::isComplete);
    }

    /** Writes {@code growth.md}, {@code growth.json} and a {@code growth-SERIES.svg} for each series into a folder. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("growth.md"), markdown());
        Files.writeString(
                folder.resolve("growth.json"),
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json()) + "\n");
        for (Map.Entry<String, Map<String, List<GrowthMeasurement>>> series : bySeries.entrySet()) {
            Files.writeString(folder.resolve(chart(series.getKey())), svg(series.getKey(), series.getValue()));
        }
    }

    private static String chart(String series) {
        return "growth-" + series + ".svg";
    }

    private static String about(String series) {
        for (Series one : Series.values()) {
            if (one.id().equals(series)) {
                return one.about();
            }
        }
        throw new IllegalArgumentException("no series " + series);
    }

    private static String svg(String series, Map<String, List<GrowthMeasurement>> byLabel) {
        return PanelChart.svg(
                "cdc-notifier, at least once, by " + about(series),
                List.copyOf(byLabel.keySet()),
                List.of(
                        panel("rows per second", "%,.0f", byLabel, GrowthMeasurement::rate),
                        panel("CPU, s per 100,000 rows", "%.2f", byLabel, GrowthMeasurement::cpuSecondsPer100k),
                        panel("peak, MB", "%,.0f", byLabel, GrowthReport::peakMegabytes)));
    }

    private static PanelChart.Panel panel(
            String title,
            String format,
            Map<String, List<GrowthMeasurement>> byLabel,
            ToDoubleFunction<GrowthMeasurement> figure) {
        List<Double> values = byLabel.values().stream()
                .map(runs -> isComplete(runs) ? Medians.of(runs, figure) : Double.NaN)
                .toList();
        return new PanelChart.Panel(title, format, values);
    }

    private static double peakMegabytes(GrowthMeasurement run) {
        return run.peakBytes() / (double) (1 << 20);
    }

    private Map<String, Object> json() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("machine", Machine.of(major));
        report.put("runs", bySeries);
        return report;
    }

    /** What is printed at the end, too. */
    public String markdown() {
        StringBuilder text = new StringBuilder("# Growth\n\n");
        text.append(
                "cdc-notifier, at least once, over a backlog of inserted events while one thing grows; medians of the "
                        + "rounds.\n\n");
        text.append(Machine.markdown(major));
        bySeries.forEach((series, byLabel) -> text.append(table(series, byLabel)));
        return text.append('\n').toString();
    }

    private static String table(String series, Map<String, List<GrowthMeasurement>> byLabel) {
        StringBuilder text = new StringBuilder("\n## " + series + "\n\n");
        text.append("| " + about(series)
                + " | rows | runs | rows/s | CPU, s per 100,000 rows | peak, MB | first record, s |\n");
        text.append("|---|---|---|---|---|---|---|\n");
        byLabel.forEach((label, runs) -> text.append(row(label, runs)));
        return text.append("\n![" + series + "](" + chart(series) + ")\n").toString();
    }

    private static String row(String label, List<GrowthMeasurement> runs) {
        long rows = runs.get(0).rows();
        if (!isComplete(runs)) {
            return "| %s | %,d | %d | not everything arrived | | | |%n".formatted(label, rows, runs.size());
        }
        double cpu = Medians.of(runs, GrowthMeasurement::cpuSecondsPer100k);
        return "| %s | %,d | %d | %,.0f | %s | %,.0f | %.2f |%n"
                .formatted(
                        label,
                        rows,
                        runs.size(),
                        Medians.of(runs, GrowthMeasurement::rate),
                        Double.isNaN(cpu) ? "–" : "%.2f".formatted(cpu),
                        Medians.of(runs, GrowthReport::peakMegabytes),
                        Medians.of(runs, GrowthMeasurement::firstMillis) / 1000);
    }
}
