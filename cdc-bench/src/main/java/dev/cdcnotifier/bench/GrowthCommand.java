package dev.cdcnotifier.bench;

import dev.cdcnotifier.bench.growth.Point;
import dev.cdcnotifier.bench.growth.Series;
import dev.cdcnotifier.bench.measure.GrowthMeasurement;
import dev.cdcnotifier.bench.report.GrowthReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench growth}. */
@Command(
        name = "growth",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Rate, processor time and memory of cdc-notifier while one thing grows and the rest stays.",
        footer = {"", "Exit code: 0 when every run delivered everything; 1 otherwise; 2 for a wrong argument."})
final class GrowthCommand implements Callable<Integer> {

    /** The least that {@code --largest} may be. */
    static final int LEAST_LARGEST = 10;

    private static final int GREATEST_LARGEST = 100_000_000;

    @Option(
            names = "--largest",
            paramLabel = "N",
            description = "No backlog has more rows than this (default: ${DEFAULT-VALUE}).")
    private int largest = 10_000_000;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "SERIES",
            description = "Only these: transaction-size, backlog, row-size, slots, namespaces.")
    private Set<String> only = new LinkedHashSet<>();

    @Mixin
    private final RunOptions run = new RunOptions();

    @Override
    public Integer call() throws Exception {
        List<Point> points =
                chosen().stream().flatMap(one -> one.points(largest).stream()).toList();
        if (!fitsOnDisk(points)) {
            return 1;
        }
        List<GrowthMeasurement> measured = new Growth(run.major(), run.rounds(), points).run();
        GrowthReport report = new GrowthReport(run.major(), measured);
        report.write(run.out());
        System.out.print(report.markdown());
        System.out.println("report: " + run.out().toAbsolutePath());
        return report.isComplete() ? 0 : 1;
    }

    private List<Series> chosen() {
        run.check();
        run.require(
                largest >= LEAST_LARGEST && largest <= GREATEST_LARGEST,
                "--largest must be from " + LEAST_LARGEST + " to " + GREATEST_LARGEST);
        List<String> ids = Stream.of(Series.values()).map(Series::id).toList();
        run.require(ids.containsAll(only), "--only must be among " + ids);
        return Stream.of(Series.values())
                .filter(one -> only.isEmpty() || only.contains(one.id()))
                .toList();
    }

    private boolean fitsOnDisk(List<Point> points) throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        long free = Files.getFileStore(temporary).getUsableSpace();
        long needed = points.stream()
                .mapToLong(point -> point.diskBytes(run.rounds()))
                .max()
                .orElse(0);
        if (needed > free) {
            System.err.printf(
                    "bench: %s has %,d MB free, and the largest backlog may need %,d MB: make room, or try a smaller"
                            + " --largest or fewer --rounds%n",
                    temporary, free >> 20, needed >> 20);
        }
        return needed <= free;
    }
}
