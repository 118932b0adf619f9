package dev.cdcnotifier.demo;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Durations by how often they occurred, in classes that grow by 2 %: of any number of durations in little memory. Any
 * thread records; a {@link Count} is what was recorded so far.
 */
final class Latencies {

    private static final double GROWTH = 1.02;
    private static final double LOG_GROWTH = Math.log(GROWTH);
    // 1.02^1200 microseconds are more than five hours.
    private static final int CLASSES = 1_200;

    private final AtomicLongArray counts = new AtomicLongArray(CLASSES);

    /** Counts a duration; a negative one as zero. */
    void record(long nanos) {
        long micros = Math.max(1, TimeUnit.NANOSECONDS.toMicros(nanos));
        int index = (int) Math.ceil(Math.log((double) micros) / LOG_GROWTH);
        counts.incrementAndGet(Math.min(index, CLASSES - 1));
    }

    /** What was recorded so far. */
    Count count() {
        long[] copy = new long[CLASSES];
        for (int i = 0; i < CLASSES; i++) {
            copy[i] = counts.get(i);
        }
        return new Count(copy);
    }

    /** How often each class of durations occurred, up to a moment. */
    static final class Count {

        /** Before anything was recorded. */
        static final Count NOTHING = new Count(new long[CLASSES]);

        private final long[] counts;

        private Count(long[] counts) {
            this.counts = counts;
        }

        /** What came after an earlier count. */
        Count since(Count earlier) {
            long[] difference = new long[CLASSES];
            for (int i = 0; i < CLASSES; i++) {
                difference[i] = counts[i] - earlier.counts[i];
            }
            return new Count(difference);
        }

        /** How many durations. */
        long total() {
            long total = 0;
            for (long count : counts) {
                total += count;
            }
            return total;
        }

        /**
         * The duration in milliseconds that this part of all durations does not exceed, at most 2 % too long; NaN of
         * nothing.
         *
         * @param part above 0, at most 1: 0.99 for the 99th percentile
         */
        double percentileMillis(double part) {
            long total = total();
            long rank = (long) Math.ceil(part * total);
            long seen = 0;
            for (int i = 0; i < CLASSES; i++) {
                seen += counts[i];
                if (total > 0 && seen >= rank) {
                    return Math.pow(GROWTH, i) / 1_000;
                }
            }
            return Double.NaN;
        }
    }
}
