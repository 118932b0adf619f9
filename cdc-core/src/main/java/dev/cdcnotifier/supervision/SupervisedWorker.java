package dev.cdcnotifier.supervision;

import dev.cdcnotifier.supervision.WorkerStatus.LastFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker on its own thread: runs it again and again until it is told to stop, and keeps its state. */
final class SupervisedWorker implements WorkerContext {

    private static final Logger LOG = LoggerFactory.getLogger(SupervisedWorker.class);

    private final Worker worker;
    private final Function<Throwable, Failure> classifier;
    private final StateListener listener;
    private final Orders orders = new Orders();
    private final FailureLog failureLog;
    private final Thread thread;
    private volatile WorkerStatus status;

    /** The present attempt's. For the worker's thread, as is the next. */
    private StopSignal stop = new StopSignal();

    private @Nullable LastFailure lastFailure;

    SupervisedWorker(Worker worker, Function<Throwable, Failure> classifier, StateListener listener) {
        this.worker = worker;
        this.classifier = classifier;
        this.listener = listener;
        this.failureLog = new FailureLog(worker.name(), System::nanoTime);
        this.status = new WorkerStatus(worker.name(), new WorkerState.Starting(), Instant.now(), 0, null);
        this.thread = new Thread(this::superviseUntilStopped, "cdc-" + worker.name());
    }

    void start() {
        thread.start();
    }

    String name() {
        return worker.name();
    }

    WorkerStatus status() {
        return status;
    }

    void requestStop(Duration drain) {
        orders.stop(drain);
        hurry();
    }

    void pause(Duration drain) {
        LOG.info("stream is told to pause stream={}", worker.name());
        orders.pause(drain);
        hurry();
    }

    void resume() {
        LOG.info("stream is told to resume stream={}", worker.name());
        orders.resume();
    }

    void restart(Duration drain) {
        LOG.info("stream is told to restart stream={}", worker.name());
        orders.restart(drain);
        hurry();
    }

    /** @throws IllegalStateException when the worker is not halted at this */
    void passOver(Obstacle obstacle) {
        if (!orders.passOver(obstacle)) {
            throw new IllegalStateException("stream " + worker.name() + " is not halted at " + obstacle + whereItIs());
        }
        LOG.info("stream is told to pass over {} stream={}", obstacle, worker.name());
    }

    private String whereItIs() {
        WorkerState now = status.state();
        if (now instanceof WorkerState.NeedsOperator halted && halted.failure().obstacle() != null) {
            return ", but at " + halted.failure().obstacle() + " (" + now.reason() + ")";
        }
        return ", nor at anything else that can be passed over: it is " + now.name()
                + (now.reason().isEmpty() ? "" : " (" + now.reason() + ")");
    }

    /** Ends what the worker may be waiting for that has nothing to do with what is in flight. */
    void hurry() {
        try {
            worker.hurry();
        } catch (Exception e) {
            LOG.debug("cannot end what the worker waits for stream={}", worker.name(), e);
        }
    }

    Thread thread() {
        return thread;
    }

    @Override
    public StopSignal stop() {
        return stop;
    }

    @Override
    public void waiting(String what) {
        become(new WorkerState.Starting(what));
    }

    @Override
    public void progressed() {
        failureLog.progressed();
    }

    @Override
    public void streaming() {
        works(new WorkerState.Streaming());
    }

    @Override
    public void stalled(Stall why) {
        if (why.working()) {
            works(new WorkerState.Streaming(why.reason(), why.message()));
        } else {
            become(new WorkerState.Stalled(why.reason(), why.message()));
        }
    }

    @Override
    public void backpressure() {
        become(new WorkerState.Backpressure());
    }

    /** While attempts fail, the state goes on saying why: it changes when the worker streams, or fails otherwise. */
    private void superviseUntilStopped() {
        Failure failure = null;
        while (!orders.isStopping()) {
            if (orders.isPaused()) {
                become(new WorkerState.Paused());
                rest(orders::awaitResumed);
                continue;
            }
            Orders.Start start = orders.begin();
            if (start == null) {
                continue;
            }
            if (start.ordered()) {
                failureLog.forget();
                failure = null;
            }
            if (failure == null) {
                become(new WorkerState.Starting());
            }
            failure = attempt(start);
            orders.ended(failure);
            if (failure != null && !orders.isPressing()) {
                waitAfter(failure);
            }
        }
        become(new WorkerState.Stopped("stopped on request"));
    }

    /** Runs the worker once; null when it ended without a failure. Whatever it throws is caught: the others go on. */
    private @Nullable Failure attempt(Orders.Start start) {
        stop = start.stop();
        try {
            if (start.accepted() != null) {
                worker.accept(start.accepted());
            }
            if (start.passOver() != null) {
                worker.passOver(start.passOver());
            }
            worker.run(this);
            return null;
        } catch (Throwable e) {
            return failed(e);
        }
    }

    /** Without memory or with a broken log, not even this works; the thread must live on all the same. */
    private Failure failed(Throwable cause) {
        Failure failure = new Failure(FailureKind.BUG, "unexpected", "a failure that cannot be described");
        try {
            failure = classifier.apply(cause);
            failureLog.failed(failure, cause);
            if (failure.kind() != FailureKind.BUSY) {
                lastFailure = new LastFailure(failure, Instant.now());
            }
        } catch (Throwable e) {
            // What was to be said cannot be said; the state says that much.
        }
        return failure;
    }

    /** Waits as the failure asks for, or until there is an order. */
    private void waitAfter(Failure failure) {
        Duration delay = worker.restartPolicy().delayAfter(failure.kind());
        Instant next = Instant.now().plus(delay);
        become(
                status.restarts() + 1,
                switch (failure.kind()) {
                    case TRANSIENT, BUG -> new WorkerState.Retry(failure, next);
                    case BUSY -> new WorkerState.Standby(failure, next);
                    case NEEDS_OPERATOR -> new WorkerState.NeedsOperator(failure, true);
                    case HALT -> new WorkerState.NeedsOperator(failure, false);
                });
        if (failure.kind() != FailureKind.HALT) {
            undisturbed(orders::await, delay);
        }
        while (failure.kind() == FailureKind.HALT && !orders.isPressing()) {
            rest(orders::await);
        }
    }

    /** A part of a wait that only an order ends. */
    private void rest(Wait wait) {
        try {
            worker.rest();
        } catch (Throwable e) {
            LOG.debug("cannot look around stream={}", worker.name(), e);
        }
        undisturbed(wait, worker.restartPolicy().retry());
    }

    @FunctionalInterface
    private interface Wait {
        void until(long deadlineNanos) throws InterruptedException;
    }

    /** Only an order ends a worker: an interrupt that the attempt left behind would end it in silence. */
    private void undisturbed(Wait wait, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            try {
                wait.until(deadline);
                return;
            } catch (InterruptedException e) {
                LOG.debug("interrupted without a request to stop stream={}", worker.name());
            }
        }
    }

    private void works(WorkerState.Streaming how) {
        failureLog.working();
        if (!(status.state() instanceof WorkerState.Streaming)) {
            orders.works();
        }
        become(how);
    }

    private void become(WorkerState next) {
        become(status.restarts(), next);
    }

    private void become(long restarts, WorkerState next) {
        WorkerStatus before = status;
        if (before.state().equals(next) && restarts == before.restarts()) {
            return;
        }
        boolean isNew = !next.continues(before.state());
        status = new WorkerStatus(worker.name(), next, isNew ? Instant.now() : before.since(), restarts, lastFailure);
        if (isNew || next.failing() != null) {
            tell(before.state(), next);
        }
    }

    private void tell(WorkerState before, WorkerState next) {
        LOG.debug("stream changed state stream={} from={} to={}", worker.name(), before.name(), next.name());
        try {
            listener.stateChanged(worker.name(), before, next);
        } catch (Throwable e) {
            LOG.warn("state listener failed stream={} state={}", worker.name(), next.name(), e);
        }
    }
}
