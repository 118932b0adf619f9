package dev.cdcnotifier.bench.measure;

import java.util.Arrays;

/** Exact percentiles (the nearest rank) of durations. */
public final class Percentiles {

    private final long[] sorted;

    /** Of at least one duration, in nanoseconds. */
    public Percentiles(long[] nanos) {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("of nothing there is no percentile");
        }
        sorted = nanos.clone();
        Arrays.sort(sorted);
    }

    /**
     * The shortest duration that this part of all durations does not exceed, in milliseconds.
     *
     * @param part above 0, at most 1: 0.99 for the 99th percentile
     */
    public double millis(double part) {
        if (!(part > 0 && part <= 1)) {
            throw new IllegalArgumentException("a part of " + part);
        }
        // Without the small allowance 0.07 of 100 would be the eighth: the product is a little more than 7.
        int rank = (int) Math.ceil(part * sorted.length - 1e-9);
        return sorted[Math.max(1, rank) - 1] / 1e6;
    }
}
