package dev.cdcnotifier.bench.measure;

import java.time.Duration;

/**
 * One run of one contender.
 *
 * @param isComplete whether everything arrived: else no other figure counts
 * @param rate transactions per second, from the first record's append to the last one's
 * @param cpuMillis user and system, the start included
 * @param firstMillis from the start of the process to the first record's append
 */
public record Measurement(
        String name, boolean isComplete, double rate, long cpuMillis, long peakBytes, long firstMillis, long records) {

    /** Of records in Kafka. */
    public static Measurement of(
            String name, Arrivals.Seen seen, long startedMillis, int transactions, ProcessMeter meter) {
        double seconds = Math.max(1, seen.lastMillis() - seen.firstMillis()) / 1000.0;
        return new Measurement(
                name,
                seen.distinct() == transactions,
                transactions / seconds,
                meter.cpuMillis(),
                meter.peakBytes(),
                seen.firstMillis() - startedMillis,
                seen.records());
    }

    /** Of a process that ended by itself. */
    public static Measurement ofTime(String name, int transactions, Duration took, ProcessMeter meter) {
        return new Measurement(
                name,
                true,
                transactions / (took.toMillis() / 1000.0),
                meter.cpuMillis(),
                meter.peakBytes(),
                0,
                transactions);
    }

    /** Of a run in which not everything arrived. */
    public static Measurement failed(String name) {
        return new Measurement(name, false, 0, 0, 0, 0, 0);
    }

    /** What a person reads while it goes on. */
    public String line() {
        return isComplete
                ? "%-26s %,8.0f tx/s   cpu %5.2f s   peak %4d MB   first record %5.2f s"
                        .formatted(name, rate, cpuMillis / 1000.0, peakBytes >> 20, firstMillis / 1000.0)
                : "%-26s NOT EVERYTHING ARRIVED (%,d records)".formatted(name, records);
    }
}
