package dev.cdcnotifier.bench.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Medians of several runs. */
final class Medians {

    private Medians() {}

    /** The middle one, or the mean of the two in the middle; NaN of nothing. */
    static <T> double of(List<T> runs, ToDoubleFunction<T> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
