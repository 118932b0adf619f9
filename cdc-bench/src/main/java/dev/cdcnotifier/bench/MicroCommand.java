package dev.cdcnotifier.bench;

import dev.cdcnotifier.bench.micro.MicroCase;
import dev.cdcnotifier.bench.micro.MicroFigure;
import dev.cdcnotifier.bench.micro.MicroReport;
import dev.cdcnotifier.bench.micro.MicroRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench micro}. */
@Command(
        name = "micro",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Single parts without servers: time and memory for a row.",
        footer = {
            "",
            "Exit code: 0 when every benchmark ran, whether or not it reached its goal; 1 when one failed; 2 for a wrong"
                    + " argument."
        })
final class MicroCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    @Option(names = "--only", split = ",", paramLabel = "NAME", description = "Only these, or groups (see --list).")
    private Set<String> only = new LinkedHashSet<>();

    @Option(names = "--quick", description = "A tenth of the time: exact for memory, a hint for times.")
    private boolean quick;

    @Option(names = "--list", description = "Print what is measured.")
    private boolean list;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the report goes (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("target", "bench");

    @Override
    public Integer call() throws Exception {
        if (list) {
            MicroCase.all().forEach(one -> spec.commandLine().getOut().println(one.name()));
            return 0;
        }
        List<MicroCase> chosen = chosen();
        Files.createDirectories(out);
        Path log = out.resolve("micro.log");
        MicroRun.Effort effort = quick ? MicroRun.Effort.QUICK : MicroRun.Effort.FULL;
        List<MicroFigure> figures;
        try {
            figures = new MicroRun(effort, log).run(chosen);
        } catch (RunnerException e) {
            System.err.println("bench: a benchmark failed: " + e.getMessage() + "; all of it is in " + log);
            return 1;
        }
        MicroReport report = new MicroReport(figures, effort);
        report.write(out);
        System.out.print("\n" + report.markdown());
        System.out.println("report: " + out.toAbsolutePath());
        return 0;
    }

    private List<MicroCase> chosen() {
        List<MicroCase> all = MicroCase.all();
        for (String name : only) {
            if (all.stream().noneMatch(one -> one.isNamed(name))) {
                throw new ParameterException(
                        spec.commandLine(), "--only: there is no benchmark or group '" + name + "' (see --list)");
            }
        }
        return all.stream()
                .filter(one -> only.isEmpty() || only.stream().anyMatch(one::isNamed))
                .toList();
    }
}
