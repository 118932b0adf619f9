package dev.cdcnotifier.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.cdcnotifier.bench.measure.LatencyMeasurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Medians of all rounds, as Markdown, JSON and a chart for each rate. */
public final class LatencyReport {

    private static final String OURS = "cdc-notifier";
    private static final String RAW = "raw pipe binary";

    private final int major;
    private final int warmUpSeconds;
    private final int seconds;
    private final Map<Integer, Map<String, List<LatencyMeasurement>>> byRate;

    /** Of these runs. */
    public LatencyReport(int major, int warmUpSeconds, int seconds, List<LatencyMeasurement> measured) {
        this.major = major;
        this.warmUpSeconds = warmUpSeconds;
        this.seconds = seconds;
        byRate = measured.stream()
                .collect(Collectors.groupingBy(
                        LatencyMeasurement::rate,
                        LinkedHashMap::new,
                        Collectors.groupingBy(LatencyMeasurement::name, LinkedHashMap::new, Collectors.toList())));
    }

    /** Whether everything arrived in every run. */
    public boolean isComplete() {
        return byRate.values().stream()
                .flatMap(byName -> byName.values().stream())
                .allMatch(LatencyReport::isComplete);
    }

    private static boolean isComplete(List<LatencyMeasurement> runs) {
        return !runs.isEmpty() && runs.stream().allMatch(LatencyMeasurement::isComplete);
    }

    /** Writes {@code latency.md}, {@code latency.json} and a {@code latency-RATE.svg} for each rate into a folder. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("latency.md"), markdown());
        Files.writeString(
                folder.resolve("latency.json"),
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json()) + "\n");
        for (Map.Entry<Integer, Map<String, List<LatencyMeasurement>>> rate : byRate.entrySet()) {
            Files.writeString(folder.resolve(chart(rate.getKey())), svg(rate.getKey(), rate.getValue()));
        }
    }

    private static String chart(int rate) {
        return "latency-" + rate + ".svg";
    }

    private static String svg(int rate, Map<String, List<LatencyMeasurement>> byName) {
        List<RangeChart.Range> ranges = byName.entrySet().stream()
                .filter(one -> isComplete(one.getValue()))
                .map(one -> new RangeChart.Range(
                        one.getKey(),
                        one.getKey().startsWith(OURS),
                        Medians.of(one.getValue(), LatencyMeasurement::p50Millis),
                        Medians.of(one.getValue(), LatencyMeasurement::p99Millis),
                        Medians.of(one.getValue(), LatencyMeasurement::maxMillis)))
                .toList();
        return RangeChart.svg("From the commit's return to a consumer at %,d commits/s".formatted(rate), ranges);
    }

    private Map<String, Object> json() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("machine", Machine.of(major));
        report.put("warmUpSeconds", warmUpSeconds);
        report.put("seconds", seconds);
        report.put("runs", byRate);
        return report;
    }

    /** What is printed at the end, too. */
    public String markdown() {
        StringBuilder text = new StringBuilder("# Latency\n\n");
        text.append(
                "From the return of a commit to the moment a consumer has its record; a commit is an insert of an event "
                        + "of 300 bytes and an update of a process. Each rate for %d s after %d s to warm up; medians of the rounds.\n\n"
                                .formatted(seconds, warmUpSeconds));
        text.append(Machine.markdown(major));
        byRate.forEach((rate, byName) -> text.append(table(rate, byName)));
        return text.append('\n').toString();
    }

    private static String table(int rate, Map<String, List<LatencyMeasurement>> byName) {
        StringBuilder text = new StringBuilder("\n## %,d commits per second\n\n".formatted(rate));
        text.append("| | runs | p50, ms | p99, ms | max, ms | p50 ÷ raw pipe's | p99 ÷ raw pipe's | CPU, cores |\n");
        text.append("|---|---|---|---|---|---|---|---|\n");
        List<LatencyMeasurement> raw = byName.getOrDefault(RAW, List.of());
        byName.forEach((name, runs) -> text.append(row(name, runs, raw)));
        text.append('\n')
                .append("![")
                .append(rate)
                .append(" commits per second](")
                .append(chart(rate))
                .append(")\n");
        List<String> late = byName.entrySet().stream()
                .filter(one -> isComplete(one.getValue()))
                .filter(one -> !one.getValue().stream().allMatch(LatencyMeasurement::isRateHeld))
                .map(one -> "%s (%,.0f)".formatted(one.getKey(), least(one.getValue())))
                .toList();
        if (!late.isEmpty()) {
            text.append("\n**The writer did not reach this rate** on this machine beside: " + String.join(", ", late)
                    + " commits/s in the slowest round.\n");
        }
        return text.toString();
    }

    private static double least(List<LatencyMeasurement> runs) {
        return runs.stream()
                .mapToDouble(LatencyMeasurement::committedPerSecond)
                .min()
                .orElse(0);
    }

    private static String row(String name, List<LatencyMeasurement> runs, List<LatencyMeasurement> raw) {
        if (!isComplete(runs)) {
            return "| %s | %d | not everything arrived | | | | | |%n".formatted(name, runs.size());
        }
        return "| %s | %d | %.2f | %.2f | %.2f | %s | %s | %.2f |%n"
                .formatted(
                        name,
                        runs.size(),
                        Medians.of(runs, LatencyMeasurement::p50Millis),
                        Medians.of(runs, LatencyMeasurement::p99Millis),
                        Medians.of(runs, LatencyMeasurement::maxMillis),
                        ratio(runs, raw, LatencyMeasurement::p50Millis),
                        ratio(runs, raw, LatencyMeasurement::p99Millis),
                        Medians.of(runs, LatencyMeasurement::cores));
    }

    private static String ratio(
            List<LatencyMeasurement> runs, List<LatencyMeasurement> raw, ToDoubleFunction<LatencyMeasurement> figure) {
        double divisor = Medians.of(raw, figure);
        return isComplete(raw) && divisor > 0 ? "%.2f".formatted(Medians.of(runs, figure) / divisor) : "–";
    }
}
