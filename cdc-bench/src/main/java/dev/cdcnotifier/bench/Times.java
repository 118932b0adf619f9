package dev.cdcnotifier.bench;

import java.time.Duration;

/** A length of time as a person says it. */
final class Times {

    private static final long MINUTES_FROM = 100;

    private Times() {}

    static String of(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds < MINUTES_FROM ? seconds + " s" : (seconds + 30) / 60 + " min";
    }
}
