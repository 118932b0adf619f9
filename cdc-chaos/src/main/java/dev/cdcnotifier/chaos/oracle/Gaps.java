package dev.cdcnotifier.chaos.oracle;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Stretches of the log that an operator has given up. One thread. */
final class Gaps {

    static final Gaps NONE = new Gaps();

    private final NavigableMap<Long, Long> endByStart = new TreeMap<>();

    void put(long from, long to) {
        endByStart.put(from, to);
    }

    boolean contain(long position) {
        Map.Entry<Long, Long> gap = endByStart.floorEntry(position);
        return gap != null && position < gap.getValue();
    }
}
