package dev.cdcnotifier.chaos.report;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** How far a run is, and how long the rest will take. Any thread. */
public final class Outlook {

    /**
     * A part of the run.
     *
     * @param planned how many steps it has
     * @param each how long a step takes, until it is known better
     */
    public record Phase(String name, long planned, Duration each) {}

    private final List<Phase> phases;
    private int current;
    private long beganNanos = System.nanoTime();
    private LongSupplier done = () -> 0;

    /** Of these parts, in their order; the first one begins. */
    public Outlook(List<Phase> phases) {
        this.phases = List.copyOf(phases);
    }

    /**
     * The next part begins.
     *
     * @param steps how many steps of it are done
     */
    public synchronized void next(LongSupplier steps) {
        current++;
        beganNanos = System.nanoTime();
        done = steps;
    }

    /** Where it is, as a line begins. */
    public synchronized String text() {
        Phase phase = phases.get(current);
        long steps = Math.min(phase.planned(), done.getAsLong());
        return "%s%s, about %s left"
                .formatted(
                        phase.name(),
                        phase.planned() > 1 ? " " + steps + " of " + phase.planned() : "",
                        minutes(left(phase, steps)));
    }

    private Duration left(Phase phase, long steps) {
        Duration each = steps == 0
                ? phase.each()
                : Duration.ofNanos(System.nanoTime() - beganNanos).dividedBy(steps);
        Duration left = each.multipliedBy(phase.planned() - steps);
        for (Phase later : phases.subList(current + 1, phases.size())) {
            left = left.plus(later.each().multipliedBy(later.planned()));
        }
        return left;
    }

    private static String minutes(Duration time) {
        return time.toMinutes() + ":" + "%02d".formatted(time.toSecondsPart());
    }
}
