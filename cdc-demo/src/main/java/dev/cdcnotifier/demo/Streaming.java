package dev.cdcnotifier.demo;

import dev.cdcnotifier.testkit.progressor.History;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The load and what comes out of it, before the person's eyes, until all of it has come or long enough was waited. */
final class Streaming {

    private static final Duration DELIVERY = Duration.ofSeconds(60);
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long LOOK_MILLIS = 20;

    private final Console console;
    private final Stage stage;
    private final LatencyProbe probe;
    private final LiveConsumer consumer;
    private final LiveTable table = new LiveTable();
    private final long begin = System.nanoTime();
    private long nextLine = begin + SECOND_NANOS;

    private Streaming(Console console, Stage stage, LatencyProbe probe, LiveConsumer consumer) {
        this.console = console;
        this.stage = stage;
        this.probe = probe;
        this.consumer = consumer;
    }

    /**
     * What it was.
     *
     * @param histories everything that was committed, by namespace
     * @param latencies of all events
     * @param warmLatencies of those of the load's second half: in the first, three JVMs warm up
     */
    record Outcome(
            Load.Totals committed,
            Map<String, History> histories,
            Latencies.Count latencies,
            Latencies.Count warmLatencies) {}

    /** Loads for so many seconds at this rate, and waits for the last message. */
    static Outcome run(Console console, Stage stage, DemoOptions options, Owned owned) throws Exception {
        LatencyProbe probe = new LatencyProbe();
        LiveConsumer consumer = owned.add(LiveConsumer.start(stage.kafka(), probe));
        Load load = owned.add(Load.start(() -> DemoDatabase.connect(stage.postgres()), "p", options.rate(), probe));
        Streaming streaming = new Streaming(console, stage, probe, consumer);
        console.say(LiveTable.EXPLANATION + '\n' + LiveTable.HEADER);
        try (SlotPosition slot = new SlotPosition(stage.postgres())) {
            Duration half = Duration.ofSeconds(options.seconds()).dividedBy(2);
            streaming.watch(load, slot, half, () -> false);
            Latencies.Count cold = probe.count();
            streaming.watch(load, slot, half, () -> false);
            load.close();
            Load.Totals committed = load.totals();
            streaming.watch(load, slot, DELIVERY, () -> consumer.delivered() >= committed.messages());
            console.endLive(streaming.line(load, slot));
            Latencies.Count all = probe.count();
            return new Outcome(committed, load.histories(), all, all.since(cold));
        }
    }

    private void watch(Load load, SlotPosition slot, Duration atMost, BooleanSupplier enough) throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() - end < 0 && !enough.getAsBoolean()) {
            if (System.nanoTime() - nextLine >= 0) {
                nextLine += SECOND_NANOS;
                console.live(line(load, slot));
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private String line(Load load, SlotPosition slot) throws SQLException {
        stage.runner().checkAlive();
        double seconds = (double) (System.nanoTime() - begin) / SECOND_NANOS;
        return table.line(seconds, load.totals(), consumer.delivered(), probe.count(), slot.confirmed());
    }
}
