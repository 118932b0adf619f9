package dev.cdcnotifier.bench;

import dev.cdcnotifier.bench.contender.Contender;
import dev.cdcnotifier.bench.contender.Contenders;
import dev.cdcnotifier.bench.measure.Measurement;
import dev.cdcnotifier.bench.report.DrainReport;
import dev.cdcnotifier.testkit.PgServer;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    @Option(names = "--transactions", paramLabel = "N", description = "The backlog (default: ${DEFAULT-VALUE}).")
    private int transactions = 100_000;

    @Option(names = "--rounds", paramLabel = "N", description = "How often each one runs (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(names = "--only", split = ",", paramLabel = "NAME", description = "Only these (see --list).")
    private Set<String> only = new LinkedHashSet<>();

    @Option(names = "--list", description = "Print who is measured.")
    private boolean list;

    @Option(
            names = "--postgres",
            paramLabel = "MAJOR",
            description = "PostgreSQL's version (default: ${DEFAULT-VALUE}).")
    private int major = 17;

    @Option(
            names = "--least-ratio",
            paramLabel = "R",
            description = "Fail when the rate is less than this part of the raw pipe's.")
    private @Nullable Double leastRatio;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the report goes (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("target", "bench");

    @Override
    public Integer call() throws Exception {
        if (list) {
            Contenders.all().forEach(one -> spec.commandLine().getOut().printf("%-24s %s%n", one.name(), one.about()));
            return 0;
        }
        List<Contender> chosen = chosen();
        List<Measurement> measured = new Drain(major, transactions, rounds, chosen).run();
        DrainReport report = new DrainReport(major, transactions, chosen, measured);
        report.write(out);
        System.out.print(report.text());
        System.out.println("report: " + out.toAbsolutePath());
        return report.isComplete() && (leastRatio == null || report.ratioToRawPipe() >= leastRatio) ? 0 : 1;
    }

    private List<Contender> chosen() {
        if (!PgServer.versions().contains(major)) {
            throw new ParameterException(spec.commandLine(), "--postgres must be one of " + PgServer.versions());
        }
        if (transactions < 1 || rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--transactions and --rounds must be 1 or more");
        }
        List<Contender> all = Contenders.all();
        List<String> names = all.stream().map(Contender::name).toList();
        if (!names.containsAll(only)) {
            throw new ParameterException(spec.commandLine(), "--only must be among " + names);
        }
        return all.stream()
                .filter(one -> only.isEmpty() || only.contains(one.name()))
                .toList();
    }
}
