package dev.cdcnotifier.bench;

import dev.cdcnotifier.bench.contender.Contender;
import dev.cdcnotifier.bench.contender.Contenders;
import dev.cdcnotifier.bench.measure.LatencyMeasurement;
import dev.cdcnotifier.bench.report.LatencyReport;
import dev.cdcnotifier.testkit.PgServer;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench latency}. */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Commits at a steady rate: how long until a consumer sees each, and for how much.",
        footer = {"", "Exit code: 0 when every run delivered everything; 1 otherwise; 2 for a wrong argument."})
final class LatencyCommand implements Callable<Integer> {

    // Connect's latency is its engine's, and text tuples have nothing to do with it; --only measures them nevertheless.
    private static final Set<String> LEFT_OUT = Set.of("raw pipe text", "Debezium Connect", "Debezium Connect tuned");

    private static final int GREATEST_RATE = 20_000;
    private static final int GREATEST_SECONDS = 3_600;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    @Option(
            names = "--rates",
            split = ",",
            paramLabel = "N",
            description = "Commits per second, one rate after another (default: 500,2000).")
    private List<Integer> rates = List.of(500, 2_000);

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long each rate is measured (default: ${DEFAULT-VALUE}).")
    private int seconds = 30;

    @Option(names = "--warm-up", paramLabel = "N", description = "Seconds before that (default: ${DEFAULT-VALUE}).")
    private int warmUp = 10;

    @Option(names = "--rounds", paramLabel = "N", description = "How often each one runs (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(names = "--only", split = ",", paramLabel = "NAME", description = "Only these (see --list).")
    private Set<String> only = new LinkedHashSet<>();

    @Option(names = "--list", description = "Print who is measured, and who can be with --only.")
    private boolean list;

    @Option(
            names = "--postgres",
            paramLabel = "MAJOR",
            description = "PostgreSQL's version (default: ${DEFAULT-VALUE}).")
    private int major = 17;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the report goes (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("target", "bench");

    @Override
    public Integer call() throws Exception {
        if (list) {
            able().forEach(one -> spec.commandLine()
                    .getOut()
                    .printf(
                            "%-26s %s%s%n",
                            one.name(), one.about(), LEFT_OUT.contains(one.name()) ? " (only with --only)" : ""));
            return 0;
        }
        check();
        List<Contender> chosen = chosen();
        Latency.Load load = new Latency.Load(rates, warmUp, seconds);
        List<LatencyMeasurement> measured = new Latency(major, load, rounds, chosen).run();
        LatencyReport report = new LatencyReport(major, warmUp, seconds, measured);
        report.write(out);
        System.out.print(report.markdown());
        System.out.println("report: " + out.toAbsolutePath());
        return report.isComplete() ? 0 : 1;
    }

    private void check() {
        if (!PgServer.versions().contains(major)) {
            throw wrong("--postgres must be one of " + PgServer.versions());
        }
        if (rates.stream().anyMatch(rate -> rate < 1 || rate > GREATEST_RATE)) {
            throw wrong("--rates must be from 1 to " + GREATEST_RATE);
        }
        if (rates.size() != Set.copyOf(rates).size()) {
            throw wrong("--rates must be different ones");
        }
        if (seconds < 1 || seconds > GREATEST_SECONDS || warmUp < 0 || warmUp > GREATEST_SECONDS) {
            throw wrong("--seconds must be from 1 to " + GREATEST_SECONDS + ", --warm-up from 0");
        }
        if (rounds < 1) {
            throw wrong("--rounds must be 1 or more");
        }
    }

    private List<Contender> chosen() {
        List<String> names = able().stream().map(Contender::name).toList();
        if (!names.containsAll(only)) {
            throw wrong("--only must be among " + names);
        }
        return able().stream()
                .filter(one -> only.isEmpty() ? !LEFT_OUT.contains(one.name()) : only.contains(one.name()))
                .toList();
    }

    private static List<Contender> able() {
        return Contenders.all().stream().filter(Contender::sendsToKafka).toList();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
