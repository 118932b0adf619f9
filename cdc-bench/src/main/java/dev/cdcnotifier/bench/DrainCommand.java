package dev.cdcnotifier.bench;

import dev.cdcnotifier.bench.contender.Contender;
import dev.cdcnotifier.bench.contender.Contenders;
import dev.cdcnotifier.bench.measure.Measurement;
import dev.cdcnotifier.bench.report.DrainReport;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench drain}. */
@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "A backlog waits in the slot, then the connector starts: how fast, and for how much.",
        footer = {
            "",
            "Exit code: 0 when every run delivered everything and the ratio is reached; 1 otherwise; 2 for a wrong argument."
        })
final class DrainCommand implements Callable<Integer> {

    @Mixin
    private final ContenderOptions contenders = new ContenderOptions();

    @Option(names = "--transactions", paramLabel = "N", description = "The backlog (default: ${DEFAULT-VALUE}).")
    private int transactions = 100_000;

    @Option(
            names = "--least-ratio",
            paramLabel = "R",
            description = "Fail when the rate is less than this part of the raw pipe's.")
    private @Nullable Double leastRatio;

    @Mixin
    private final RunOptions run = new RunOptions();

    @Override
    public Integer call() throws Exception {
        List<Contender> able = Contenders.all();
        if (contenders.isList()) {
            contenders.print(able, one -> true);
            return 0;
        }
        run.check();
        run.require(transactions >= 1, "--transactions must be 1 or more");
        List<Contender> chosen = contenders.chosen(able, one -> true);
        List<Measurement> measured = new Drain(run.major(), transactions, run.rounds(), chosen).run();
        DrainReport report = new DrainReport(run.major(), transactions, chosen, measured);
        report.write(run.out());
        System.out.print(report.text());
        System.out.println("report: " + run.out().toAbsolutePath());
        return report.isComplete() && (leastRatio == null || report.ratioToRawPipe() >= leastRatio) ? 0 : 1;
    }
}
