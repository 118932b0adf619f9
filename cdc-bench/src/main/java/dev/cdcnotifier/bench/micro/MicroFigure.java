package dev.cdcnotifier.bench.micro;

import org.jspecify.annotations.Nullable;

/**
 * What a benchmark showed.
 *
 * @param measured which one it was
 * @param nanos for one unit, the median of all iterations
 * @param leastNanos the best iteration's
 * @param bytes of memory taken for one unit
 * @param iterations how many there were, in all JVMs
 */
public record MicroFigure(MicroCase measured, double nanos, double leastNanos, double bytes, long iterations) {

    /** Megabytes of payload in a second; null where there is no payload. */
    public @Nullable Double megabytesPerSecond() {
        Integer payload = measured.payloadBytes();
        return payload == null ? null : payload * 1000.0 / nanos;
    }
}
