package dev.cdcnotifier.bench.measure;

/**
 * One contender at one rate.
 *
 * @param rate commits per second as asked for
 * @param isComplete whether the record of every commit was seen: else no other figure counts
 * @param committedPerSecond what the writer reached
 * @param p50Millis from the return of the commit to the consumer's sight of the record; below zero when the record was
 *     faster than the commit's answer
 * @param cores processor time of the connector's process in the measured time, as a part of that time
 * @param repeats records of a commit whose record was seen before
 */
public record LatencyMeasurement(
        String name,
        int rate,
        boolean isComplete,
        double committedPerSecond,
        double p50Millis,
        double p99Millis,
        double maxMillis,
        double cores,
        long commits,
        long repeats) {

    // Less than this of the rate is not that rate.
    private static final double HELD = 0.98;

    /** Of a run in which not everything arrived. */
    public static LatencyMeasurement failed(String name, int rate, long commits) {
        return new LatencyMeasurement(name, rate, false, 0, 0, 0, 0, 0, commits, 0);
    }

    /** Whether the writer kept up with the rate it was asked for. */
    public boolean isRateHeld() {
        return committedPerSecond >= HELD * rate;
    }

    /** What a person reads while it goes on. */
    public String line() {
        String what = "%-26s %,6d/s ".formatted(name, rate);
        if (!isComplete) {
            return what + "NOT EVERYTHING ARRIVED";
        }
        return what
                + "p50 %8.2f ms   p99 %8.2f ms   max %8.2f ms   cpu %4.2f cores"
                        .formatted(p50Millis, p99Millis, maxMillis, cores)
                + (isRateHeld() ? "" : "   (only %,.0f commits/s)".formatted(committedPerSecond));
    }
}
