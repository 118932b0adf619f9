package dev.cdcnotifier.chaos.fault;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every fault with its time and what came of it. Any thread. */
public final class FaultLog {

    private final List<Entry> entries = new ArrayList<>();
    private final List<Long> repeatsPerReplay = new ArrayList<>();

    /**
     * A fault that was.
     *
     * @param recoveryMillis from the healing to the next new transaction in Kafka; -1 where it was not measured
     */
    public record Entry(Instant at, String kind, boolean tookEffect, long recoveryMillis) {}

    /** Notes a fault; the recovery is negative where it was not measured. */
    public synchronized void add(String kind, boolean tookEffect, Duration recovery) {
        entries.add(new Entry(Instant.now(), kind, tookEffect, recovery.isNegative() ? -1 : recovery.toMillis()));
    }

    /** Notes how many records one replay repeated. */
    public synchronized void replay(long repeats) {
        repeatsPerReplay.add(repeats);
    }

    /** All of them, in order. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** How many took effect. */
    public synchronized long effective() {
        return entries.stream().filter(Entry::tookEffect).count();
    }

    /** How many of each kind took effect. */
    public synchronized Map<String, Long> byKind() {
        Map<String, Long> counts = new TreeMap<>();
        entries.stream().filter(Entry::tookEffect).forEach(entry -> counts.merge(entry.kind, 1L, Long::sum));
        return counts;
    }

    /** Milliseconds to recovery by kind of fault. */
    public synchronized Map<String, Map<String, Long>> recovery() {
        Map<String, List<Long>> times = new TreeMap<>();
        for (Entry entry : entries) {
            if (entry.recoveryMillis >= 0) {
                times.computeIfAbsent(entry.kind, k -> new ArrayList<>()).add(entry.recoveryMillis);
            }
        }
        Map<String, Map<String, Long>> summary = new LinkedHashMap<>();
        times.forEach((kind, list) -> summary.put(kind, quantiles(list)));
        return summary;
    }

    /** Repeats per replay. */
    public synchronized Map<String, Long> repeatsPerReplay() {
        return quantiles(repeatsPerReplay);
    }

    private static Map<String, Long> quantiles(List<Long> values) {
        if (values.isEmpty()) {
            return Map.of();
        }
        List<Long> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        Map<String, Long> quantiles = new LinkedHashMap<>();
        quantiles.put("p50", at(sorted, 0.5));
        quantiles.put("p99", at(sorted, 0.99));
        quantiles.put("max", at(sorted, 1));
        return quantiles;
    }

    private static long at(List<Long> sorted, double quantile) {
        return sorted.get((int) Math.max(0, Math.ceil(quantile * sorted.size()) - 1));
    }
}
