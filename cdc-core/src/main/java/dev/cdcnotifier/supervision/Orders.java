package dev.cdcnotifier.supervision;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of one worker, and how its thread learns of it: an attempt that runs by a stop signal of its own, so that
 * it can end without the worker's end, and a wait between attempts by its end. Any thread may order; one thread obeys.
 *
 * <p>A word to go on that comes while an attempt runs counts for the next one, unless this one does its work.
 */
final class Orders {

    private boolean stopping;
    private boolean paused;

    /** Whether the next attempt comes at once, whatever the present one ends with. */
    private boolean anew;

    /** What the next attempt accepts as it is: the failure that an operator was told of. */
    private @Nullable Failure accepted;

    /** What the next attempt passes over. */
    private @Nullable Obstacle passOver;

    /** The signal of the attempt that runs. */
    private @Nullable StopSignal running;

    /** Why attempts fail; null while none has failed since one did its work or was ordered. */
    private @Nullable Failure failure;

    /**
     * An attempt that begins.
     *
     * @param stop tells it to end
     * @param ordered whether somebody wanted it, rather than the end of a wait
     * @param accepted what it accepts as it is: what an operator was told of; null when nothing
     * @param passOver what it passes over; null when nothing new
     */
    record Start(StopSignal stop, boolean ordered, @Nullable Failure accepted, @Nullable Obstacle passOver) {}

    /** The worker ends for good. */
    synchronized void stop(Duration drain) {
        stopping = true;
        endAttempt(drain);
    }

    /** What was accepted and not yet heeded is not any more: who ends the pause has been told nothing. */
    synchronized void pause(Duration drain) {
        paused = true;
        anew = false;
        accepted = null;
        endAttempt(drain);
    }

    synchronized void restart(Duration drain) {
        paused = false;
        anew = true;
        endAttempt(drain);
    }

    /**
     * Ends a pause, or a wait after a failure. Who was told that an operator is needed has seen that failure, so that it is
     * accepted, and no other; a pause says nothing of that kind.
     */
    synchronized void resume() {
        if (paused) {
            paused = false;
            anew = true;
        } else if (failure != null) {
            anew = true;
            boolean asked = failure.kind() == FailureKind.NEEDS_OPERATOR || failure.kind() == FailureKind.HALT;
            accepted = asked ? failure : null;
        }
        notifyAll();
    }

    /** Has the next attempt pass over what the worker is halted at, at once; false when it is not halted at this. */
    synchronized boolean passOver(Obstacle obstacle) {
        Obstacle halted = failure == null ? null : failure.obstacle();
        if (stopping || paused || running != null || halted == null || !obstacle.includes(halted)) {
            return false;
        }
        passOver = obstacle;
        anew = true;
        notifyAll();
        return true;
    }

    synchronized boolean isStopping() {
        return stopping;
    }

    synchronized boolean isPaused() {
        return paused;
    }

    /** Whether there is something to do that does not wait. */
    synchronized boolean isPressing() {
        return stopping || paused || anew;
    }

    /** Begins an attempt; null when the worker is not to have one now. */
    synchronized @Nullable Start begin() {
        if (stopping || paused) {
            return null;
        }
        Start start = new Start(new StopSignal(), anew, accepted, passOver);
        if (anew) {
            failure = null;
        }
        anew = false;
        accepted = null;
        passOver = null;
        running = start.stop();
        return start;
    }

    /** The attempt does its work: what was wrong before is over, and so is what was ordered because of it. */
    synchronized void works() {
        if (failure != null && running != null && !running.requested()) {
            failure = null;
            anew = false;
            accepted = null;
        }
    }

    /** The attempt has ended; with a failure or without. */
    synchronized void ended(@Nullable Failure cause) {
        running = null;
        failure = cause;
    }

    /** Waits while the worker is paused, until then at the most, by {@link System#nanoTime}. */
    synchronized void awaitResumed(long deadlineNanos) throws InterruptedException {
        while (paused && !stopping && waits(deadlineNanos)) {
            // Asked again: a wait may end without a reason.
        }
    }

    /** Waits for the next order, until then at the most. */
    synchronized void await(long deadlineNanos) throws InterruptedException {
        while (!isPressing() && waits(deadlineNanos)) {
            // Asked again.
        }
    }

    /** Waits for whatever comes; false when the time is over. */
    private boolean waits(long deadlineNanos) throws InterruptedException {
        long left = deadlineNanos - System.nanoTime();
        if (left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return left > 0;
    }

    private void endAttempt(Duration drain) {
        if (running != null) {
            running.request(drain);
        }
        notifyAll();
    }
}
