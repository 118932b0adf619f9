package dev.cdcnotifier.bench;

import dev.cdcnotifier.bench.contender.Contender;
import dev.cdcnotifier.bench.contender.Job;
import dev.cdcnotifier.bench.measure.Arrivals;
import dev.cdcnotifier.bench.measure.Measurement;
import dev.cdcnotifier.bench.measure.ProcessMeter;
import dev.cdcnotifier.bench.world.Workbench;
import dev.cdcnotifier.testkit.process.GuardedProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Everybody drains the same backlog, in turns. One thread. */
final class Drain {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final int major;
    private final int transactions;
    private final int rounds;
    private final List<Contender> contenders;

    Drain(int major, int transactions, int rounds, List<Contender> contenders) {
        this.major = major;
        this.transactions = transactions;
        this.rounds = rounds;
        this.contenders = contenders;
    }

    List<Measurement> run() throws Exception {
        List<Measurement> measured = new ArrayList<>();
        try (Workbench bench = new Workbench(major)) {
            System.out.printf("backlog of %,d transactions …%n", transactions);
            bench.backlog(transactions);
            List<Contender> order = new ArrayList<>(contenders);
            for (int round = 1; round <= rounds; round++) {
                for (Contender contender : order) {
                    Measurement one = measure(bench, contender);
                    measured.add(one);
                    System.out.printf("round %d of %d: %s%n", round, rounds, one.line());
                }
                // Nobody runs always after the same one.
                Collections.rotate(order, 1);
            }
        }
        return measured;
    }

    private Measurement measure(Workbench bench, Contender contender) throws Exception {
        try (GuardedProcess process = new GuardedProcess("bench-" + contender.name(), "KILL");
                Job job = bench.job(process.folder(), transactions)) {
            List<String> command = contender.command(job);
            long startedMillis = System.currentTimeMillis();
            process.start(command);
            ProcessMeter meter = new ProcessMeter(process.pid());
            Measurement measurement = contender.sendsToKafka()
                    ? throughKafka(contender, job, process, meter, startedMillis)
                    : toItsEnd(contender, process, meter, startedMillis);
            if (!measurement.isComplete()) {
                System.out.println(process.lastOutput());
            }
            return measurement;
        }
    }

    private Measurement throughKafka(
            Contender contender, Job job, GuardedProcess process, ProcessMeter meter, long startedMillis)
            throws Exception {
        try (Arrivals arrivals = new Arrivals(job.bootstrapServers(), job.topic())) {
            boolean all = arrivals.await(transactions, PATIENCE, meter, process::isRunning);
            process.kill9();
            return all
                    ? Measurement.of(
                            contender.name(), arrivals.read(contender::row), startedMillis, transactions, meter)
                    : Measurement.failed(contender.name());
        }
    }

    private Measurement toItsEnd(Contender contender, GuardedProcess process, ProcessMeter meter, long startedMillis)
            throws InterruptedException {
        boolean ended = meter.followToEnd(process::isRunning, PATIENCE);
        if (!ended || process.exitCode() != 0) {
            return Measurement.failed(contender.name());
        }
        return Measurement.ofTime(
                contender.name(), transactions, Duration.ofMillis(System.currentTimeMillis() - startedMillis), meter);
    }
}
