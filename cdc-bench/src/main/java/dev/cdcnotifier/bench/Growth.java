package dev.cdcnotifier.bench;

import dev.cdcnotifier.bench.growth.Plan;
import dev.cdcnotifier.bench.growth.Point;
import dev.cdcnotifier.bench.measure.GrowthMeasurement;
import dev.cdcnotifier.bench.measure.ProcessMeter;
import dev.cdcnotifier.bench.measure.RowArrivals;
import dev.cdcnotifier.bench.world.Backlog;
import dev.cdcnotifier.bench.world.GrowthWorld;
import dev.cdcnotifier.testkit.process.GuardedProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Our program drains one backlog after another, each grown in one way. One thread. */
final class Growth {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final int major;
    private final int rounds;
    private final List<Point> points;
    private final Plan plan;
    private final long startedNanos = System.nanoTime();
    private long toldNanos = startedNanos;

    Growth(int major, int rounds, List<Point> points) {
        this.major = major;
        this.rounds = rounds;
        this.points = points;
        plan = new Plan(points, rounds);
    }

    List<GrowthMeasurement> run() throws Exception {
        System.out.printf("%d backlogs, by a rough guess %s%n", points.size(), Times.of(plan.guess()));
        List<GrowthMeasurement> measured = new ArrayList<>();
        try (GrowthWorld world = new GrowthWorld(major)) {
            for (Point point : points) {
                measure(world, point, measured);
            }
        }
        return measured;
    }

    private void measure(GrowthWorld world, Point point, List<GrowthMeasurement> measured) throws Exception {
        System.out.printf(
                "%s %s: a backlog of %,d rows …, about %s left%n", point.series(), point.label(), point.rows(), left());
        try (Backlog backlog = world.backlog(point, rows -> tell("filled", rows, point))) {
            plan.filled(point);
            for (int round = 1; round <= rounds; round++) {
                GrowthMeasurement one = drain(backlog, point);
                plan.drained(point);
                measured.add(one);
                System.out.printf("round %d of %d: %s   (about %s left)%n", round, rounds, one.line(), left());
            }
        }
    }

    private GrowthMeasurement drain(Backlog backlog, Point point) throws Exception {
        try (GuardedProcess process = new GuardedProcess("bench-growth", "KILL");
                Backlog.Run run = backlog.run();
                RowArrivals arrivals = new RowArrivals(run.bootstrapServers(), run.topic(), point.rows())) {
            List<String> command = run.runner(process.folder()).of(run.streams());
            long startedMillis = System.currentTimeMillis();
            process.start(command);
            ProcessMeter meter = new ProcessMeter(process.pid());
            boolean all = deliver(process, arrivals, meter, point);
            GrowthMeasurement one = all
                    ? measurement(point, arrivals, meter, startedMillis)
                    : GrowthMeasurement.failed(point.series(), point.label(), point.rows());
            if (!one.isComplete()) {
                System.out.println(process.lastOutput());
            }
            return one;
        }
    }

    private boolean deliver(GuardedProcess process, RowArrivals arrivals, ProcessMeter meter, Point point) {
        try {
            return arrivals.await(PATIENCE, meter, process::isRunning, rows -> tell("delivered", rows, point));
        } finally {
            // Before its slots are dropped, so that it does not come back to them.
            process.kill9();
        }
    }

    private static GrowthMeasurement measurement(
            Point point, RowArrivals arrivals, ProcessMeter meter, long startedMillis) {
        RowArrivals.Seen seen = arrivals.read();
        if (seen.distinct() != point.rows() || seen.strangers() > 0) {
            System.out.printf(
                    "%,d of %,d rows arrived, and %,d records of no row%n",
                    seen.distinct(), point.rows(), seen.strangers());
            return GrowthMeasurement.failed(point.series(), point.label(), point.rows());
        }
        double seconds = Math.max(1, seen.lastMillis() - seen.firstMillis()) / 1000.0;
        return new GrowthMeasurement(
                point.series(),
                point.label(),
                true,
                point.rows(),
                point.rows() / seconds,
                meter.cpuMillis() - arrivals.cpuAtFirstMillis(),
                meter.peakBytes(),
                seen.firstMillis() - startedMillis,
                seen.repeats());
    }

    private void tell(String what, long rows, Point point) {
        long now = System.nanoTime();
        if (now - toldNanos > TELL_NANOS) {
            toldNanos = now;
            System.out.printf("  %s %,d of %,d rows (about %s left in all)%n", what, rows, point.rows(), left());
        }
    }

    private String left() {
        return Times.of(plan.left(System.nanoTime() - startedNanos));
    }
}
