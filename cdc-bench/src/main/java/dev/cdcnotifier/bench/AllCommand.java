package dev.cdcnotifier.bench;

import dev.cdcnotifier.bench.report.WholeReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench all}. */
@Command(
        name = "all",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "drain, latency and growth one after the other, with one report.",
        footer = {"", "Exit code: 0 when each of them ends with 0; else the greatest of theirs."})
final class AllCommand implements Callable<Integer> {

    @Option(names = "--transactions", paramLabel = "N", description = "Of drain (default: ${DEFAULT-VALUE}).")
    private int transactions = 100_000;

    @Option(names = "--seconds", paramLabel = "N", description = "Of latency (default: ${DEFAULT-VALUE}).")
    private int seconds = 30;

    @Option(names = "--largest", paramLabel = "N", description = "Of growth (default: ${DEFAULT-VALUE}).")
    private int largest = 10_000_000;

    @Mixin
    private final RunOptions run = new RunOptions();

    @Override
    public Integer call() throws Exception {
        run.check();
        run.require(transactions >= 1 && seconds >= 1, "--transactions and --seconds must be 1 or more");
        run.require(
                largest >= GrowthCommand.LEAST_LARGEST,
                "--largest must be " + GrowthCommand.LEAST_LARGEST + " or more");
        Map<String, List<String>> parts = new LinkedHashMap<>();
        parts.put("drain", List.of("--transactions", String.valueOf(transactions)));
        parts.put("latency", List.of("--seconds", String.valueOf(seconds)));
        parts.put("growth", List.of("--largest", String.valueOf(largest)));
        for (String part : parts.keySet()) {
            // What an earlier run has left must not pass for this one's.
            Files.deleteIfExists(run.out().resolve(part + ".md"));
        }
        int worst = 0;
        for (Map.Entry<String, List<String>> part : parts.entrySet()) {
            System.out.println("== " + part.getKey());
            worst = Math.max(worst, execute(part.getKey(), part.getValue()));
        }
        Path report = WholeReport.write(run.out(), List.copyOf(parts.keySet()));
        System.out.println("report: " + report.toAbsolutePath());
        return worst;
    }

    private int execute(String part, List<String> options) {
        List<String> arguments = new ArrayList<>(List.of(part));
        arguments.addAll(options);
        arguments.addAll(run.arguments());
        CommandLine bench = Main.commandLine();
        return bench.execute(arguments.toArray(String[]::new));
    }
}
