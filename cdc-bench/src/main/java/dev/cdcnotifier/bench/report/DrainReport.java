package dev.cdcnotifier.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.cdcnotifier.bench.contender.Contender;
import dev.cdcnotifier.bench.measure.Measurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Medians of all rounds, as text, Markdown, JSON and a chart, with the settings of everybody. */
public final class DrainReport {

    private static final String US = "cdc-notifier at-least-once";
    private static final String RAW = "raw pipe binary";

    private final int major;
    private final int transactions;
    private final List<Contender> contenders;
    private final Figures figures;

    /** Of these runs of these contenders. */
    public DrainReport(int major, int transactions, List<Contender> contenders, List<Measurement> measured) {
        this.major = major;
        this.transactions = transactions;
        this.contenders = contenders;
        figures = new Figures(measured);
    }

    /** Whether everything arrived in every run. */
    public boolean isComplete() {
        return figures.names().stream().allMatch(figures::isComplete);
    }

    /** Our rate as a part of the raw pipe's; 0 when one of them has no figure. */
    public double ratioToRawPipe() {
        return ratioToRawPipe(US);
    }

    private double ratioToRawPipe(String name) {
        OptionalDouble raw = figures.rate(RAW);
        return raw.isEmpty() ? 0 : figures.rate(name).orElse(0) / raw.getAsDouble();
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
        List<BarChart.Bar> bars = figures.names().stream()
                .filter(figures::isComplete)
                .map(name -> new BarChart.Bar(name, figures.rate(name).orElseThrow()))
                .sorted(Comparator.comparingDouble(BarChart.Bar::value).reversed())
                .toList();
        Files.writeString(
                folder.resolve("drain.svg"),
                BarChart.svg("Backlog of %,d transactions: transactions per second".formatted(transactions), bars));
    }

    private Map<String, Object> json() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("machine", Machine.of(major));
        report.put("transactions", transactions);
        report.put("contenders", contenders.stream().map(DrainReport::described).toList());
        report.put("runs", figures.runs());
        report.put("ratioToRawPipe", ratioToRawPipe());
        report.put("besideDebezium", Comparison.withDebezium(figures));
        return report;
    }

    private static Map<String, Object> described(Contender contender) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("name", contender.name());
        described.put("about", contender.about());
        described.put("version", contender.version());
        described.put("settings", contender.settings());
        return described;
    }

    private String markdown() {
        StringBuilder text = new StringBuilder("# Drain\n\n");
        text.append(
                "A backlog of %,d transactions (an insert of an event of 300 bytes and an update of a process each); "
                        .formatted(transactions));
        text.append("medians, and the least and greatest rate.\n\n");
        text.append(Machine.markdown(major));
        text.append("\n| | runs | tx/s | least – greatest | of the raw pipe | CPU, s | peak, MB | first record, s |\n");
        text.append("|---|---|---|---|---|---|---|---|\n");
        figures.names().forEach(name -> text.append(row(name)));
        text.append('\n');
        figures.names().forEach(name -> text.append(repeats(name)));
        Comparison.withDebezium(figures)
                .forEach(one -> text.append("- ").append(one.sentence()).append('\n'));
        text.append("\n| | version | settings beyond its defaults |\n|---|---|---|\n");
        contenders.forEach(one -> text.append(settings(one)));
        return text.append('\n').toString();
    }

    private String row(String name) {
        List<Measurement> runs = figures.runs(name);
        if (!figures.isComplete(name)) {
            return "| %s | %d | not everything arrived, or not as it should | | | | | |%n".formatted(name, runs.size());
        }
        return "| %s | %d | %,.0f | %,.0f – %,.0f | %s | %.2f | %.0f | %s |%n"
                .formatted(
                        name,
                        runs.size(),
                        figures.rate(name).orElseThrow(),
                        runs.stream().mapToDouble(Measurement::rate).min().orElseThrow(),
                        runs.stream().mapToDouble(Measurement::rate).max().orElseThrow(),
                        figures.rate(RAW).isEmpty() ? "–" : "%.2f".formatted(ratioToRawPipe(name)),
                        figures.cpuSeconds(name).orElseThrow(),
                        figures.median(name, Measurement::peakBytes).orElseThrow() / (1 << 20),
                        firstRecord(name));
    }

    /** Who sends nothing to Kafka has no first record. */
    private String firstRecord(String name) {
        double millis = figures.median(name, Measurement::firstMillis).orElseThrow();
        return millis == 0 ? "–" : "%.2f".formatted(millis / 1000);
    }

    private String repeats(String name) {
        long most = figures.runs(name).stream()
                .mapToLong(run -> run.records() - transactions)
                .max()
                .orElse(0);
        return most > 0 ? "- %s sent up to %,d records more than there are transactions.%n".formatted(name, most) : "";
    }

    private static String settings(Contender contender) {
        String settings = contender.settings().entrySet().stream()
                .map(setting -> '`' + setting.getKey() + '=' + setting.getValue() + '`')
                .collect(Collectors.joining(", "));
        return "| %s | %s | %s |%n".formatted(contender.name(), contender.version(), settings);
    }
}
