package dev.cdcnotifier.runner.verify;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far it is.
 *
 * @param counts as of now; goes on changing
 * @param waiting messages without a counterpart yet, by side
 * @param behind records that are there and were not read yet, by side
 * @param unreadable records of the namespace that are no message, by side
 * @param perSecond pairs compared in a second, lately
 * @param trouble why the topics cannot be looked at now; null when they can
 */
record Progress(
        Duration elapsed,
        Counts counts,
        Map<Side, Long> waiting,
        Map<Side, Long> behind,
        Map<Side, Long> unreadable,
        double perSecond,
        @Nullable String trouble) {

    long waiting(Side side) {
        return waiting.getOrDefault(side, 0L);
    }

    long behind(Side side) {
        return behind.getOrDefault(side, 0L);
    }

    long unreadable(Side side) {
        return unreadable.getOrDefault(side, 0L);
    }
}
