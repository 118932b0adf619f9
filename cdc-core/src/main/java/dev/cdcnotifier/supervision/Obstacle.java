package dev.cdcnotifier.supervision;

/**
 * What a worker is halted at, or can be told to pass over. Only the worker knows what it is; an equal one is the same one,
 * and its text names it to an operator.
 */
public interface Obstacle {

    /** Whether passing over this passes over what a worker is halted at. */
    default boolean includes(Obstacle halted) {
        return equals(halted);
    }
}
