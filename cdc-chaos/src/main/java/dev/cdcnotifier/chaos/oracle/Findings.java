package dev.cdcnotifier.chaos.oracle;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** What broke a promise. Any thread. */
public final class Findings {

    private static final int KEPT = 2_000;

    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final Map<Invariant, Long> counts = new EnumMap<>(Invariant.class);

    /** The promises that are checked. */
    public enum Invariant {
        /** I1: what was committed arrives. */
        LOSS,
        /** I2: first occurrences come in commit order without a gap. */
        ORDER,
        /** I3: repeats are whole runs. */
        RUNS,
        /** I4: a graceful stop repeats nothing; a replay repeats a window at the most. */
        DUPLICATES,
        /** I5: what is confirmed is readable. */
        CONFIRM,
        /** I6: after the last fault the lag goes back to nothing. */
        LIVENESS,
        /** I7: the log says the same at most once in five seconds. */
        VISIBLE,
        /** I8: nothing but what was committed, in its place. */
        PHANTOM,
        /** I9: the reference bytes. */
        BYTES,
        /** The harness's own sources agree, and faults took effect. */
        HARNESS
    }

    /** Notes a violation. */
    public synchronized void add(Invariant invariant, String text) {
        counts.merge(invariant, 1L, Long::sum);
        if (texts.size() < KEPT) {
            texts.add(invariant + ": " + text);
        }
    }

    /** How often a promise was broken. */
    public synchronized long count(Invariant invariant) {
        return counts.getOrDefault(invariant, 0L);
    }

    /** The first violations, in the order in which they were found; empty when every promise held. */
    public List<String> texts() {
        return List.copyOf(texts);
    }
}
