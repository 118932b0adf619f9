package dev.cdcnotifier.chaos.oracle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How the confirmed positions moved. Any thread. */
public final class ConfirmHistory {

    private final Map<String, Long> last = new HashMap<>();
    private final List<String> lines = new ArrayList<>();

    synchronized void add(SlotSampler.Sample sample) {
        Long before = last.put(sample.slot(), sample.confirmed());
        if (before == null || before != sample.confirmed()) {
            lines.add(Instant.now() + "," + sample.slot() + ',' + Long.toHexString(sample.confirmed()));
        }
    }

    /** A line for each change: time, slot, position in hexadecimal digits. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}
