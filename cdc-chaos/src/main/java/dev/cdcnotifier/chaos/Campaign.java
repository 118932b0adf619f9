package dev.cdcnotifier.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.cdcnotifier.chaos.fault.Fault;
import dev.cdcnotifier.chaos.fault.FaultLog;
import dev.cdcnotifier.chaos.fault.FaultSeries;
import dev.cdcnotifier.chaos.fault.Faults;
import dev.cdcnotifier.chaos.fault.ProcessKills;
import dev.cdcnotifier.chaos.oracle.Checker;
import dev.cdcnotifier.chaos.oracle.Findings;
import dev.cdcnotifier.chaos.oracle.Findings.Invariant;
import dev.cdcnotifier.chaos.oracle.LogPace;
import dev.cdcnotifier.chaos.report.FailureFolder;
import dev.cdcnotifier.chaos.report.Outlook;
import dev.cdcnotifier.chaos.report.Outlook.Phase;
import dev.cdcnotifier.chaos.report.Progress;
import dev.cdcnotifier.chaos.row.Rows;
import dev.cdcnotifier.chaos.world.Lane;
import dev.cdcnotifier.chaos.world.World;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.kafka.common.utils.AppInfoParser;

/** A whole run: kills of each kind, mixed faults, rows, and the summary. One thread. */
final class Campaign {

    private static final Duration QUIET = Duration.ofMinutes(2);
    private static final double RATE = 40;
    private static final long LEAST_PER_FAULT = 10;

    /** Small, so that what a kill may repeat is small: see {@link ProcessKills}. */
    private static final String WINDOW = "cdc-notifier.progressor.window.records = " + ProcessKills.WINDOW;

    private final Plan plan;
    private final Progress progress;
    private final Random random;
    private final FaultLog log = new FaultLog();
    private final Map<String, Object> summary = new LinkedHashMap<>();
    private final Outlook outlook;

    Campaign(Plan plan, Progress progress) {
        this.plan = plan;
        this.progress = progress;
        random = new Random(plan.seed());
        outlook = new Outlook(List.of(
                new Phase("start", 1, Duration.ofSeconds(15)),
                new Phase("process kills", plan.processKills(), Duration.ofSeconds(3)),
                new Phase("PostgreSQL kills", plan.postgresKills(), Duration.ofSeconds(5)),
                new Phase("Kafka kills", plan.kafkaKills(), Duration.ofSeconds(8)),
                new Phase("seconds of mixed faults", plan.mixed().toSeconds(), Duration.ofSeconds(1)),
                new Phase("quiet end", 1, Duration.ofSeconds(5))));
        summary.put("profile", plan.profile());
        summary.put("seed", plan.seed());
        summary.put("command", plan.command());
        summary.put(
                "versions",
                Map.of(
                        "postgres", plan.major(),
                        "kafka", AppInfoParser.getVersion(),
                        "java", Runtime.version().toString()));
        summary.put("lanes", plan.lanes());
        summary.put("delivery", plan.deliveries().option());
    }

    /** Whether every promise held and there was enough to try it on. */
    boolean run() throws Exception {
        long began = System.nanoTime();
        boolean held = !plan.hasFaults() || breakEverything();
        FaultLog rowLog = new FaultLog();
        Map<String, String> rows =
                Rows.run(plan.rows(), plan.major(), plan.seed(), plan.deliveries(), rowLog, progress::say);
        summary.put("rows", rows);
        summary.put("seconds", (System.nanoTime() - began) / 1_000_000_000L);
        boolean passed = held && rows.values().stream().allMatch(Rows.PASS::equals);
        summary.put("passed", passed);
        String json =
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(summary);
        if (plan.summary() != null) {
            Files.writeString(plan.summary(), json + "\n");
        }
        progress.say(json);
        return passed;
    }

    private boolean breakEverything() throws Exception {
        try (World world =
                new World(plan.major(), plan.lanes(), RATE, plan.seed(), plan.deliveries()::isExactlyOnce, false)) {
            ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
            try {
                world.lanes().forEach(lane -> lane.configure(WINDOW));
                world.startAll();
                ticker.scheduleAtFixedRate(() -> progress.live(line(world)), 1, 1, TimeUnit.SECONDS);
                phases(world);
                end(world);
            } catch (Exception e) {
                world.findings().add(Invariant.HARNESS, "the run broke off: " + e);
            } finally {
                ticker.shutdownNow();
            }
            summarise(world);
            boolean held = world.findings().texts().isEmpty();
            if (!held) {
                world.findings().texts().stream().limit(20).forEach(progress::say);
                progress.say(
                        "kept in " + FailureFolder.keep(world, log, plan.command()) + "; again: " + plan.command());
            }
            return held;
        }
    }

    private void phases(World world) throws Exception {
        outlook.next(faultsFromNow());
        processKills(world);
        FaultSeries series = new FaultSeries(world, log, random);
        outlook.next(faultsFromNow());
        repeat(plan.postgresKills(), Faults.POSTGRES_KILL, series);
        outlook.next(faultsFromNow());
        repeat(plan.kafkaKills(), Faults.KAFKA_KILL, series);
        long began = System.nanoTime();
        outlook.next(() -> (System.nanoTime() - began) / 1_000_000_000L);
        series.mix(plan.mixed());
    }

    private LongSupplier faultsFromNow() {
        int before = log.entries().size();
        return () -> log.entries().size() - before;
    }

    private static void repeat(int times, Fault fault, FaultSeries series) throws Exception {
        for (int i = 0; i < times; i++) {
            series.inject(fault);
        }
    }

    private void processKills(World world) throws Exception {
        ProcessKills kills = new ProcessKills(world, log);
        AtomicInteger left = new AtomicInteger(plan.processKills());
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (Lane lane : world.lanes()) {
                Random own = new Random(random.nextLong());
                running.add(threads.submit(() -> {
                    kills.run(lane, left, own);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void end(World world) throws Exception {
        outlook.next(() -> 0);
        world.workload().stop();
        if (!world.checker().awaitQuiet(QUIET)) {
            world.findings().add(Invariant.LIVENESS, "not everything was delivered within " + QUIET.toSeconds() + " s");
        }
        world.checker().finish();
        world.workload().compareWithOracle();
        for (Lane lane : world.lanes()) {
            LogPace.tooSoon(lane.log())
                    .forEach(line -> world.findings().add(Invariant.VISIBLE, lane.name() + " said again: " + line));
        }
        long delivered = world.checker().counts().delivered();
        if (delivered < LEAST_PER_FAULT * Math.max(10, plan.faults())) {
            world.findings().add(Invariant.HARNESS, "only " + delivered + " records were delivered");
        }
        if (log.effective() < plan.faults() * 9L / 10) {
            world.findings().add(Invariant.HARNESS, "only " + log.effective() + " faults took effect");
        }
    }

    private void summarise(World world) {
        Checker.Counts counts = world.checker().counts();
        Findings findings = world.findings();
        summary.put("cycles", log.effective());
        summary.put("faults", log.byKind());
        summary.put("delivered", counts.delivered());
        summary.put("duplicates", counts.repeats());
        summary.put("duplicatesPerReplay", log.repeatsPerReplay());
        summary.put("gapsInDuplicates", counts.gapsInRepeats());
        summary.put("lost", findings.count(Invariant.LOSS));
        summary.put("confirmSamples", counts.samples());
        Map<String, Long> violations = new TreeMap<>();
        for (Invariant invariant : Invariant.values()) {
            violations.put(invariant.name(), findings.count(invariant));
        }
        summary.put("violations", violations);
        summary.put("recoveryMillis", log.recovery());
    }

    private String line(World world) {
        Checker.Counts counts = world.checker().counts();
        return "%s: faults %d, delivered %,d, repeats %,d, pending transactions %,d, violations %d"
                .formatted(
                        outlook.text(),
                        log.entries().size(),
                        counts.delivered(),
                        counts.repeats(),
                        counts.pending(),
                        world.findings().texts().size());
    }
}
