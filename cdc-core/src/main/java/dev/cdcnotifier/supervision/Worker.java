package dev.cdcnotifier.supervision;

/** Something that runs until it is told to stop, on a thread the {@link Supervisor} gives it. */
public interface Worker {

    /** How an attempt ended that did not fail. */
    enum End {
        /** It was asked to stop and did. */
        STOPPED,
        /** It has to open everything anew and wants to do so at once. */
        REOPEN
    }

    /** The worker's name: of its thread, in logs, metrics and status. */
    String name();

    /** How long to wait after a failure of this worker. Constant. */
    RestartPolicy restartPolicy();

    /**
     * One attempt: opens everything it needs, works, and closes it. Any trouble is thrown; nothing is retried inside.
     *
     * @param context where the worker learns that this attempt should end and says how it is
     */
    End run(WorkerContext context) throws Exception;

    /**
     * An operator has seen what was wrong and wants the worker to go on: it takes that as it is, and nothing else. Called on
     * the worker's thread, before an attempt.
     *
     * @param told the failure that he was told of
     */
    default void accept(Failure told) {}

    /**
     * An operator wants the worker to go on without this: what a failure of the last attempt named. Called on the worker's
     * thread, before an attempt.
     */
    default void passOver(Obstacle obstacle) {}

    /**
     * The worker rests, since it is paused or halted: a chance to look around, for its figures. Called on the worker's thread
     * when that begins, and again after each {@link RestartPolicy#retry}.
     */
    default void rest() throws Exception {}

    /**
     * The worker was told to stop: lets a wait for others fail that knows nothing of that, such as a statement waiting
     * for other people's transactions. Called from any thread, more than once, whether there is such a wait or not.
     */
    default void hurry() throws Exception {}
}
