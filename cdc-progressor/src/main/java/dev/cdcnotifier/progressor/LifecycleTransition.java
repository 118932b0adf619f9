package dev.cdcnotifier.progressor;

import org.jspecify.annotations.Nullable;

/** What a change of a process means to those who follow its life. */
enum LifecycleTransition {
    CREATED,
    /** It ran and came into error. */
    FAILED,
    /** It came out of error and runs. */
    WORKING,
    REMOVED,
    /** Nothing they are told of. */
    NONE;

    private static final String ERROR = "error";
    private static final String RUNNING = "running";

    /**
     * What an update means. Statuses are compared as text, so one that is not known here is like any other; a process
     * that comes into error before it ever ran has not failed, as consumers know it.
     */
    static LifecycleTransition of(@Nullable String before, @Nullable String after) {
        if (RUNNING.equals(before) && ERROR.equals(after)) {
            return FAILED;
        }
        return ERROR.equals(before) && RUNNING.equals(after) ? WORKING : NONE;
    }
}
