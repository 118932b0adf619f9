package dev.cdcnotifier.demo;

import dev.cdcnotifier.testkit.progressor.Committed;
import dev.cdcnotifier.testkit.progressor.ConnectionSource;
import dev.cdcnotifier.testkit.progressor.EventRow;
import dev.cdcnotifier.testkit.progressor.History;
import dev.cdcnotifier.testkit.progressor.LoadGenerator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** A process engine at work in both namespaces, three quarters of it in the first. One thread. */
final class Load implements AutoCloseable {

    // Enough for a slow disk to share its fsyncs among them.
    private static final int WRITERS = 8;
    private static final int PROCESSES_PER_WRITER = 25;
    private static final double FIRST = 0.75;

    private final Map<String, LoadGenerator> generators = new LinkedHashMap<>();

    private Load() {}

    /**
     * Starts the engine.
     *
     * @param idPrefix begins the process ids; no two loads of a demo may share it
     * @param rate transactions per second
     * @param probe is told of each event right after its commit
     */
    static Load start(ConnectionSource connections, String idPrefix, int rate, LatencyProbe probe) {
        Load load = new Load();
        for (String namespace : DemoDatabase.NAMESPACES) {
            double part = load.generators.isEmpty() ? FIRST : 1 - FIRST;
            LoadGenerator.Load work = new LoadGenerator.Load(
                    rate * part, (int) (WRITERS * part), PROCESSES_PER_WRITER, idPrefix, System.nanoTime());
            load.generators.put(
                    namespace,
                    LoadGenerator.start(
                            connections, namespace, work, transaction -> timed(namespace, transaction, probe)));
        }
        return load;
    }

    private static void timed(String namespace, List<Committed> transaction, LatencyProbe probe) {
        long now = System.nanoTime();
        for (Committed step : transaction) {
            for (EventRow event : step.events()) {
                probe.committed(namespace + ' ' + step.processId(), event.eventId(), now);
            }
        }
    }

    /** What was committed so far. */
    Totals totals() {
        for (LoadGenerator generator : generators.values()) {
            Exception failure = generator.failure();
            if (failure != null) {
                throw new DemoException("the simulated engine gave up: " + failure.getMessage(), failure);
            }
        }
        return new Totals(sum(History::commits), sum(History::events), sum(History::lifecycleChanges));
    }

    /** Everything that was committed, by namespace; complete when the load is closed. */
    Map<String, History> histories() {
        Map<String, History> histories = new LinkedHashMap<>();
        generators.forEach((namespace, generator) -> histories.put(namespace, generator.history()));
        return histories;
    }

    /** Lets every writer end its transaction; returns when all have. */
    @Override
    public void close() {
        generators.values().forEach(LoadGenerator::close);
    }

    private long sum(ToLongFunction<History> count) {
        return generators.values().stream()
                .map(LoadGenerator::history)
                .mapToLong(count)
                .sum();
    }

    /**
     * How much was committed.
     *
     * @param events messages that the event sink must have of it
     * @param lifecycle messages that the lifecycle sink must have of it
     */
    record Totals(long transactions, long events, long lifecycle) {

        /** Messages that both must have of it. */
        long messages() {
            return events + lifecycle;
        }
    }
}
