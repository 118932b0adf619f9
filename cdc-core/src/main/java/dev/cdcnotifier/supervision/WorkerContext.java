package dev.cdcnotifier.supervision;

/** A running worker's view of its supervisor. For the worker's thread. */
public interface WorkerContext {

    /** Tells the attempt that runs to end; each has its own. */
    StopSignal stop();

    /**
     * Says that the worker cannot begin before something of others has ended.
     *
     * @param what it waits for, for people
     */
    void waiting(String what);

    /** Says that the worker has got further than any attempt before: what failed until then is over. */
    void progressed();

    /** Says that the worker does its work. */
    void streaming();

    /** Says that the worker is connected and receives nothing although there is something for it. */
    void stalled(Stall why);

    /** Says that the worker cannot get rid of what it has: the other end does not take it. */
    void backpressure();
}
