package dev.cdcnotifier.bench.growth;

import java.time.Duration;
import java.util.List;

/**
 * How long it will take: by a rough guess before it begins, then by the time that what is done has taken. One thread.
 *
 * @see #left(long)
 */
public final class Plan {

    private static final double SECONDS_PER_RUN = 6;

    /** So much of the guess counts like time that was measured: what is done first is too short to judge by. */
    private static final double TRUST_SECONDS = 60;

    private final double total;
    private final int rounds;
    private double done;

    /** Of these points, each filled once and drained so often. */
    public Plan(List<Point> points, int rounds) {
        this.rounds = rounds;
        total = points.stream().mapToDouble(this::all).sum();
    }

    private double all(Point point) {
        return point.guessedSeconds() * (1 + rounds) + rounds * SECONDS_PER_RUN;
    }

    /** A point's backlog is there. */
    public void filled(Point point) {
        done += point.guessedSeconds();
    }

    /** A point was drained once. */
    public void drained(Point point) {
        done += point.guessedSeconds() + SECONDS_PER_RUN;
    }

    /** The guess before it begins. */
    public Duration guess() {
        return Duration.ofSeconds(Math.round(total));
    }

    /** What is left after so many nanoseconds. */
    public Duration left(long elapsedNanos) {
        double pace = (elapsedNanos / 1e9 + TRUST_SECONDS) / (done + TRUST_SECONDS);
        return Duration.ofSeconds(Math.round(Math.max(0, pace * (total - done))));
    }
}
