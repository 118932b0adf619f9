package dev.cdcnotifier.testkit.progressor;

/** Where a simulated process stands after what was committed. */
record ProcessState(int lastEventId, Status status) {

    /** The engine's process_status, and one for what has no row any more. */
    enum Status {
        INIT,
        RUNNING,
        ERROR,
        REMOVED
    }
}
