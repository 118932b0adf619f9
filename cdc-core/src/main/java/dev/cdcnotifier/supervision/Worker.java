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
     * @param context where the worker learns that it should stop and says how it is
     */
    End run(WorkerContext context) throws Exception;

    /**
     * The worker was told to stop: lets a wait for others fail that knows nothing of that, such as a statement waiting
     * for other people's transactions. Called from any thread, more than once, whether there is such a wait or not.
     */
    default void hurry() throws Exception {}
}
