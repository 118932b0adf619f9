package dev.cdcnotifier.bench.world;

/**
 * When each commit of a steady rate is due, by {@link System#nanoTime()}: whatever becomes of the ones before it.
 *
 * @param startNanos when the first one is due
 * @param perSecond the rate, 1 or more
 */
record DueTimes(long startNanos, int perSecond) {

    private static final long SECOND = 1_000_000_000L;

    DueTimes {
        if (perSecond < 1) {
            throw new IllegalArgumentException("a rate of " + perSecond + " per second");
        }
    }

    /** When this one is due; the first one is 0. */
    long of(int index) {
        // Whole seconds apart, so that neither a fraction adds up nor a product overflows.
        return startNanos + index / perSecond * SECOND + index % perSecond * SECOND / perSecond;
    }
}
