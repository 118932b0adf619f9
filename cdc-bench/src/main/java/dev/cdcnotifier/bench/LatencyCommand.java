package dev.cdcnotifier.bench;

import dev.cdcnotifier.bench.contender.Contender;
import dev.cdcnotifier.bench.contender.Contenders;
import dev.cdcnotifier.bench.measure.LatencyMeasurement;
import dev.cdcnotifier.bench.report.LatencyReport;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Mixin
    private final ContenderOptions contenders = new ContenderOptions();

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

    @Mixin
    private final RunOptions run = new RunOptions();

    @Override
    public Integer call() throws Exception {
        List<Contender> able =
                Contenders.all().stream().filter(Contender::sendsToKafka).toList();
        if (contenders.isList()) {
            contenders.print(able, LatencyCommand::isMeasured);
            return 0;
        }
        check();
        List<Contender> chosen = contenders.chosen(able, LatencyCommand::isMeasured);
        Latency.Load load = new Latency.Load(rates, warmUp, seconds);
        List<LatencyMeasurement> measured = new Latency(run.major(), load, run.rounds(), chosen).run();
        LatencyReport report = new LatencyReport(run.major(), warmUp, seconds, measured);
        report.write(run.out());
        System.out.print(report.markdown());
        System.out.println("report: " + run.out().toAbsolutePath());
        return report.isComplete() ? 0 : 1;
    }

    private void check() {
        run.check();
        run.require(
                rates.stream().allMatch(rate -> rate >= 1 && rate <= GREATEST_RATE),
                "--rates must be from 1 to " + GREATEST_RATE);
        run.require(rates.size() == Set.copyOf(rates).size(), "--rates must be different ones");
        run.require(
                seconds >= 1 && seconds <= GREATEST_SECONDS && warmUp >= 0 && warmUp <= GREATEST_SECONDS,
                "--seconds must be from 1 to " + GREATEST_SECONDS + ", --warm-up from 0");
    }

    private static boolean isMeasured(Contender contender) {
        return !LEFT_OUT.contains(contender.name());
    }
}
