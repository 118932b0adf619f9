package dev.cdcnotifier.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.cdcnotifier.bench.measure.Measurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.AppInfoParser;

/** Medians of all rounds, as text, Markdown, JSON and a chart. */
public final class DrainReport {

    private static final String US = "cdc-notifier at-least-once";
    private static final String RAW = "raw pipe binary";

    private final int major;
    private final int transactions;
    private final Map<String, List<Measurement>> byName;

    /** Of these runs. */
    public DrainReport(int major, int transactions, List<Measurement> measured) {
        this.major = major;
        this.transactions = transactions;
        byName = measured.stream()
                .collect(Collectors.groupingBy(Measurement::name, LinkedHashMap::new, Collectors.toList()));
    }

    /** Whether everything arrived in every run. */
    public boolean isComplete() {
        return byName.values().stream().flatMap(List::stream).allMatch(Measurement::isComplete);
    }

    /** Our rate as a part of the raw pipe's; 0 when one of them was not measured. */
    public double ratioToRawPipe() {
        return ratio(US, RAW);
    }

    private double ratio(String one, String other) {
        double divisor = rate(other);
        return divisor == 0 ? 0 : rate(one) / divisor;
    }

    private double rate(String name) {
        return median(byName.getOrDefault(name, List.of()), Measurement::rate);
    }

    private static double median(List<Measurement> runs, ToDoubleFunction<Measurement> figure) {
        double[] sorted = runs.stream()
                .filter(Measurement::isComplete)
                .mapToDouble(figure)
                .sorted()
                .toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    /** What is printed at the end. */
    public String text() {
        return markdown();
    }

    /** Writes {@code drain.md}, {@code drain.json} and {@code drain.svg} into a folder. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("drain.md"), markdown());
        Files.writeString(
                folder.resolve("drain.json"),
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json()) + "\n");
        List<BarChart.Bar> bars = byName.keySet().stream()
                .map(name -> new BarChart.Bar(name, rate(name)))
                .sorted(Comparator.comparingDouble(BarChart.Bar::value).reversed())
                .toList();
        Files.writeString(
                folder.resolve("drain.svg"),
                BarChart.svg("Backlog of %,d transactions: transactions per second".formatted(transactions), bars));
    }

    private Map<String, Object> json() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("machine", machine());
        report.put("transactions", transactions);
        report.put("runs", byName);
        report.put("ratioToRawPipe", ratioToRawPipe());
        return report;
    }

    private Map<String, Object> machine() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("os", System.getProperty("os.name") + ' ' + System.getProperty("os.version"));
        machine.put("java", Runtime.version().toString());
        machine.put("postgres", major);
        machine.put("kafka", AppInfoParser.getVersion());
        return machine;
    }

    private String markdown() {
        StringBuilder text = new StringBuilder("# Drain\n\n");
        text.append(
                "A backlog of %,d transactions (an insert of an event of 300 bytes and an update of a process each); "
                        .formatted(transactions));
        text.append("medians, and the least and greatest rate.\n\n");
        machine().forEach((name, value) -> text.append("- ")
                .append(name)
                .append(": ")
                .append(value)
                .append('\n'));
        text.append("\n| | runs | tx/s | least – greatest | of the raw pipe | CPU, s | peak, MB | first record, s |\n");
        text.append("|---|---|---|---|---|---|---|---|\n");
        byName.forEach((name, runs) -> text.append(row(name, runs)));
        return text.append('\n').toString();
    }

    private String row(String name, List<Measurement> runs) {
        List<Measurement> complete =
                runs.stream().filter(Measurement::isComplete).toList();
        if (complete.size() < runs.size()) {
            return "| %s | %d | not everything arrived | | | | | |%n".formatted(name, runs.size());
        }
        return "| %s | %d | %,.0f | %,.0f – %,.0f | %.2f | %.2f | %.0f | %.2f |%n"
                .formatted(
                        name,
                        runs.size(),
                        rate(name),
                        runs.stream().mapToDouble(Measurement::rate).min().orElse(0),
                        runs.stream().mapToDouble(Measurement::rate).max().orElse(0),
                        ratio(name, RAW),
                        median(runs, Measurement::cpuMillis) / 1000,
                        median(runs, Measurement::peakBytes) / (1 << 20),
                        median(runs, Measurement::firstMillis) / 1000);
    }
}
