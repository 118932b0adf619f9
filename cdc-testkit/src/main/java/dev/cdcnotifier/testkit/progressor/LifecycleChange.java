package dev.cdcnotifier.testkit.progressor;

/** What the lifecycle topic has to tell of a process, without its time. */
public sealed interface LifecycleChange {

    /** The process was made. */
    record Created() implements LifecycleChange {}

    /**
     * The process stopped with an error.
     *
     * @param reason the row's {@code detail}; {@code unknown} where that is NULL
     */
    record Failed(String reason) implements LifecycleChange {}

    /** The process works again. */
    record Working() implements LifecycleChange {}

    /** The process is gone. */
    record Removed() implements LifecycleChange {}
}
