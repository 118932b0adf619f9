package dev.cdcnotifier.bench;

import dev.cdcnotifier.bench.report.WholeReport;
import dev.cdcnotifier.testkit.PgServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench all}. */
@Command(
        name = "all",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "drain, latency and growth one after the other, with one report.",
        footer = {"", "Exit code: 0 when each of them ends with 0; else the greatest of theirs."})
final class AllCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    @Option(names = "--transactions", paramLabel = "N", description = "Of drain (default: ${DEFAULT-VALUE}).")
    private int transactions = 100_000;

    @Option(names = "--seconds", paramLabel = "N", description = "Of latency (default: ${DEFAULT-VALUE}).")
    private int seconds = 30;

    @Option(names = "--largest", paramLabel = "N", description = "Of growth (default: ${DEFAULT-VALUE}).")
    private int largest = 10_000_000;

    @Option(names = "--rounds", paramLabel = "N", description = "Of each (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(
            names = "--postgres",
            paramLabel = "MAJOR",
            description = "PostgreSQL's version (default: ${DEFAULT-VALUE}).")
    private int major = 17;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the report goes (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("target", "bench");

    @Override
    public Integer call() throws Exception {
        if (transactions < 1 || seconds < 1 || rounds < 1 || largest < 10) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--transactions, --seconds and --rounds must be 1 or more, --largest 10 or more");
        }
        if (!PgServer.versions().contains(major)) {
            throw new ParameterException(spec.commandLine(), "--postgres must be one of " + PgServer.versions());
        }
        Map<String, List<String>> parts = new LinkedHashMap<>();
        parts.put("drain", List.of("--transactions", String.valueOf(transactions)));
        parts.put("latency", List.of("--seconds", String.valueOf(seconds)));
        parts.put("growth", List.of("--largest", String.valueOf(largest)));
        for (String part : parts.keySet()) {
            // What an earlier run has left must not pass for this one's.
            Files.deleteIfExists(out.resolve(part + ".md"));
        }
        int worst = 0;
        for (Map.Entry<String, List<String>> part : parts.entrySet()) {
            System.out.println("== " + part.getKey());
            worst = Math.max(worst, run(part.getKey(), part.getValue()));
        }
        Path report = WholeReport.write(out, List.copyOf(parts.keySet()));
        System.out.println("report: " + report.toAbsolutePath());
        return worst;
    }

    private int run(String part, List<String> options) {
        List<String> arguments = new ArrayList<>(List.of(part));
        arguments.addAll(options);
        arguments.addAll(List.of(
                "--rounds", String.valueOf(rounds), "--postgres", String.valueOf(major), "--out", out.toString()));
        CommandLine bench = Main.commandLine();
        return bench.execute(arguments.toArray(String[]::new));
    }
}
