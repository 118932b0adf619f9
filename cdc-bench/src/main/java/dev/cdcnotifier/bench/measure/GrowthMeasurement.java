package dev.cdcnotifier.bench.measure;

/**
 * One run of one point of a series.
 *
 * @param isComplete whether every row arrived: else no other figure counts
 * @param rate rows per second, from the first record's append to the last one's
 * @param cpuMillis user and system, from the moment the first record was seen to the last; the start is not in it
 * @param peakBytes resident memory, from the start to the last record
 * @param firstMillis from the start of the process to the first record's append
 */
public record GrowthMeasurement(
        String series,
        String label,
        boolean isComplete,
        long rows,
        double rate,
        long cpuMillis,
        long peakBytes,
        long firstMillis,
        long repeats) {

    private static final double SHARE = 100_000;

    // Ten ticks of the clock that /proc counts processor time by.
    private static final long LEAST_CPU_MILLIS = 100;

    /** Of a run in which not everything arrived. */
    public static GrowthMeasurement failed(String series, String label, long rows) {
        return new GrowthMeasurement(series, label, false, rows, 0, 0, 0, 0, 0);
    }

    /** Processor time for 100,000 rows, in seconds; NaN when the run was too short to tell. */
    public double cpuSecondsPer100k() {
        return cpuMillis < LEAST_CPU_MILLIS ? Double.NaN : cpuMillis / 1000.0 * SHARE / rows;
    }

    /** What a person reads while it goes on. */
    public String line() {
        String what = "%-17s %-12s ".formatted(series, label);
        return isComplete
                ? what
                        + "%,9.0f rows/s   cpu %6.2f s per 100,000   peak %4d MB"
                                .formatted(rate, cpuSecondsPer100k(), peakBytes >> 20)
                : what + "NOT EVERYTHING ARRIVED";
    }
}
