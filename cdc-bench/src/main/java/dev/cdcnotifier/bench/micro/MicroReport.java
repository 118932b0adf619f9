package dev.cdcnotifier.bench.micro;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All figures beside their goals, as Markdown and JSON. */
public final class MicroReport {

    private final List<MicroFigure> figures;
    private final MicroRun.Effort effort;

    /** Of a run. */
    public MicroReport(List<MicroFigure> figures, MicroRun.Effort effort) {
        this.figures = List.copyOf(figures);
        this.effort = effort;
    }

    /** Writes {@code micro.md} and {@code micro.json} into a folder that is there. */
    public void write(Path folder) throws IOException {
        Files.writeString(folder.resolve("micro.md"), markdown());
        Files.writeString(
                folder.resolve("micro.json"),
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json()) + "\n");
    }

    /** The table. */
    public String markdown() {
        StringBuilder text = new StringBuilder("# Micro-benchmarks\n\n");
        text.append("Time is the median of all iterations, and the least; memory is what one unit takes.\n\n");
        machine().forEach((name, value) -> text.append("- ")
                .append(name)
                .append(": ")
                .append(value)
                .append('\n'));
        text.append("\n| | for one | ns | least ns | B | MB/s | goal |\n|---|---|---|---|---|---|---|\n");
        figures.forEach(figure -> text.append(row(figure)));
        return text.append('\n').toString();
    }

    private static String row(MicroFigure figure) {
        MicroCase one = figure.measured();
        Double rate = figure.megabytesPerSecond();
        return "| %s | %s | %,.1f | %,.1f | %,.0f | %s | %s |%n"
                .formatted(
                        one.name(),
                        one.unit(),
                        figure.nanos(),
                        figure.leastNanos(),
                        figure.bytes(),
                        rate == null ? "" : "%,.0f".formatted(rate),
                        one.goal().judge(figure));
    }

    private Map<String, Object> json() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("machine", machine());
        report.put("benchmarks", figures.stream().map(MicroReport::json).toList());
        return report;
    }

    private static Map<String, Object> json(MicroFigure figure) {
        MicroCase one = figure.measured();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", one.name());
        json.put("unit", one.unit());
        json.put("nanos", figure.nanos());
        json.put("leastNanos", figure.leastNanos());
        json.put("bytes", figure.bytes());
        json.put("iterations", figure.iterations());
        Double rate = figure.megabytesPerSecond();
        if (rate != null) {
            json.put("megabytesPerSecond", rate);
        }
        json.put("goal", one.goal().judge(figure));
        return json;
    }

    private Map<String, Object> machine() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("os", System.getProperty("os.name") + ' ' + System.getProperty("os.version"));
        machine.put("java", Runtime.version().toString());
        machine.put(
                "effort",
                "%d JVMs, %d iterations of %d ms each, after %d to warm up"
                        .formatted(effort.forks(), effort.iterations(), effort.millis(), effort.warmups()));
        return machine;
    }
}
