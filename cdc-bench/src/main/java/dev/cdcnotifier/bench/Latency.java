package dev.cdcnotifier.bench;

import dev.cdcnotifier.bench.contender.Contender;
import dev.cdcnotifier.bench.contender.Job;
import dev.cdcnotifier.bench.measure.LatencyMeasurement;
import dev.cdcnotifier.bench.measure.Percentiles;
import dev.cdcnotifier.bench.measure.ProcessMeter;
import dev.cdcnotifier.bench.measure.Sightings;
import dev.cdcnotifier.bench.world.LiveWorld;
import dev.cdcnotifier.bench.world.SteadyWriter;
import dev.cdcnotifier.bench.world.SteadyWriter.Commits;
import dev.cdcnotifier.testkit.process.GuardedProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** From a commit to a consumer, with everybody in turns. One thread. */
final class Latency {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SECONDS_TO_START = 10;

    private final int major;
    private final Load load;
    private final int rounds;
    private final List<Contender> contenders;
    private final List<LatencyMeasurement> measured = new ArrayList<>();

    /** Rates one after another, each for so many seconds after so many to warm up. */
    record Load(List<Integer> rates, int warmUpSeconds, int seconds) {

        /** All commits of a run, the one that shows that the connector streams included. */
        int commits() {
            return 1
                    + rates.stream()
                            .mapToInt(rate -> rate * (warmUpSeconds + seconds))
                            .sum();
        }

        int greatestRate() {
            return Collections.max(rates);
        }

        Duration perRun() {
            return Duration.ofSeconds(SECONDS_TO_START + (long) rates.size() * (warmUpSeconds + seconds));
        }
    }

    Latency(int major, Load load, int rounds, List<Contender> contenders) {
        this.major = major;
        this.load = load;
        this.rounds = rounds;
        this.contenders = contenders;
    }

    List<LatencyMeasurement> run() throws Exception {
        int runs = rounds * contenders.size();
        System.out.printf(
                "%d runs take about %s%n", runs, Times.of(load.perRun().multipliedBy(runs)));
        try (LiveWorld world = new LiveWorld(major)) {
            List<Contender> order = new ArrayList<>(contenders);
            for (int round = 1; round <= rounds; round++) {
                for (Contender contender : order) {
                    System.out.printf(
                            "round %d of %d: %s, about %s left%n",
                            round,
                            rounds,
                            contender.name(),
                            Times.of(load.perRun().multipliedBy(runs--)));
                    measure(world, contender);
                }
                // Nobody runs always after the same one.
                Collections.rotate(order, 1);
            }
        }
        return measured;
    }

    private void measure(LiveWorld world, Contender contender) throws Exception {
        try (GuardedProcess process =
                        new GuardedProcess("bench-" + contender.name().replace(' ', '-'), "KILL");
                Job job = world.job(process.folder(), load.commits());
                Sightings sightings = new Sightings(job.bootstrapServers(), job.topic(), load.commits());
                SteadyWriter writer = world.writer(load.greatestRate())) {
            process.start(contender.command(job));
            try {
                if (!follow(contender, process, writer, sightings)) {
                    System.out.println(process.lastOutput());
                }
            } finally {
                // Before its slot is dropped, so that it does not come back to it.
                process.kill9();
            }
        }
    }

    /** Measures rate after rate; false when something did not arrive: then the rates after it are not measured either. */
    private boolean follow(Contender contender, GuardedProcess process, SteadyWriter writer, Sightings sightings)
            throws Exception {
        writer.commit(0, 1, 1);
        boolean complete = sightings.await(0, 1, PATIENCE, process::isRunning);
        int token = 1;
        for (int rate : load.rates()) {
            LatencyMeasurement one = complete
                    ? phase(contender, rate, token, process, writer, sightings)
                    : LatencyMeasurement.failed(contender.name(), rate, (long) rate * load.seconds());
            token += rate * (load.warmUpSeconds() + load.seconds());
            complete = one.isComplete();
            measured.add(one);
            System.out.println("  " + one.line());
        }
        return complete;
    }

    private LatencyMeasurement phase(
            Contender contender, int rate, int first, GuardedProcess process, SteadyWriter writer, Sightings sightings)
            throws Exception {
        int warmUp = rate * load.warmUpSeconds();
        int count = rate * load.seconds();
        ProcessMeter meter = new ProcessMeter(process.pid());
        writer.commit(first, warmUp, rate);
        meter.read();
        long cpuBefore = meter.cpuMillis();
        long before = System.nanoTime();
        long repeatsBefore = sightings.repeats();
        Commits commits = writer.commit(first + warmUp, count, rate);
        meter.read();
        double cores = (meter.cpuMillis() - cpuBefore) * 1e6 / (System.nanoTime() - before);
        // What came of the warm-up counts too: a row that is lost is lost.
        boolean all = sightings.await(first, warmUp + count, PATIENCE, process::isRunning);
        if (!all || sightings.strangers() > 0) {
            System.out.printf(
                    "  %,d of %,d commits were seen, and %,d records of none%n",
                    sightings.count(first, warmUp + count), warmUp + count, sightings.strangers());
            return LatencyMeasurement.failed(contender.name(), rate, count);
        }
        Percentiles percentiles = new Percentiles(durations(commits, first + warmUp, sightings));
        return new LatencyMeasurement(
                contender.name(),
                rate,
                true,
                commits.perSecond(),
                percentiles.millis(0.5),
                percentiles.millis(0.99),
                percentiles.millis(1),
                cores,
                count,
                sightings.repeats() - repeatsBefore);
    }

    private static long[] durations(Commits commits, int first, Sightings sightings) {
        long[] durations = new long[commits.returnedNanos().length];
        for (int i = 0; i < durations.length; i++) {
            durations[i] = sightings.nanosOf(first + i) - commits.returnedNanos()[i];
        }
        return durations;
    }
}
