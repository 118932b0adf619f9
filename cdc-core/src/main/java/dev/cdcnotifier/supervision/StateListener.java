package dev.cdcnotifier.supervision;

/** Is told of each change of a worker's state. Called on the worker's thread: be quick; what it throws is logged. */
@FunctionalInterface
public interface StateListener {

    /** A listener that does nothing. */
    StateListener NONE = (worker, before, after) -> {};

    void stateChanged(String worker, WorkerState before, WorkerState after);
}
