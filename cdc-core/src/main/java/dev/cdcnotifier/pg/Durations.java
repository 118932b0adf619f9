package dev.cdcnotifier.pg;

import java.time.Duration;

/** Durations as people write them. */
public final class Durations {

    private Durations() {}

    /** For a message: {@code 250 ms}, {@code 2.5 s}, {@code 12 s}, {@code 90 s}, {@code 5 min}; never {@code PT12S}. */
    public static String inWords(Duration duration) {
        long millis = duration.toMillis();
        if (Math.abs(millis) < 1_000) {
            return millis + " ms";
        }
        if (millis % 60_000 == 0 && Math.abs(millis) >= 120_000) {
            return millis / 60_000 + " min";
        }
        if (millis % 1_000 == 0) {
            return millis / 1_000 + " s";
        }
        return Math.round(millis / 100.0) / 10.0 + " s";
    }
}
