package dev.cdcnotifier.chaos.oracle;

import dev.cdcnotifier.chaos.oracle.Findings.Invariant;
import java.util.HashMap;
import java.util.Map;

/**
 * First occurrences of a key's messages come in commit order without a gap, and repeats are whole runs. What a producer
 * that is given up had still on its way may be written among the repeats of its successor: after {@link #strayWrites} a
 * gap in a repeat is counted and no violation. One thread.
 */
final class KeyOrder {

    private final Findings findings;
    private final Map<String, int[]> keys = new HashMap<>();
    private boolean strayWrites;
    private long repeats;
    private long gapsInRepeats;

    KeyOrder(Findings findings) {
        this.findings = findings;
    }

    void strayWrites() {
        strayWrites = true;
    }

    boolean hasStrayWrites() {
        return strayWrites;
    }

    /** This message of the key was read; true when it is a repeat. */
    boolean delivered(String key, int number) {
        int[] state = keys.computeIfAbsent(key, k -> new int[2]);
        int greatest = state[0];
        int previous = state[1];
        if (number > greatest + 1) {
            findings.add(Invariant.ORDER, "message " + number + " of " + key + " came after " + greatest);
        } else if (number > previous + 1) {
            gapsInRepeats++;
            if (!strayWrites) {
                findings.add(
                        Invariant.RUNS, "in a repeat, message " + number + " of " + key + " came after " + previous);
            }
        }
        boolean repeat = number <= greatest;
        if (repeat) {
            repeats++;
        }
        state[0] = Math.max(greatest, number);
        state[1] = number;
        return repeat;
    }

    /** This message of the key need not come any more; the next one may come without it. */
    void excused(String key, int number) {
        int[] state = keys.computeIfAbsent(key, k -> new int[2]);
        state[0] = Math.max(state[0], number);
        state[1] = Math.max(state[1], number);
    }

    long repeats() {
        return repeats;
    }

    long gapsInRepeats() {
        return gapsInRepeats;
    }
}
