package dev.cdcnotifier.supervision;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker on its own thread: runs it again and again until it is told to stop, and keeps its state. */
final class SupervisedWorker implements WorkerContext {

    private static final Logger LOG = LoggerFactory.getLogger(SupervisedWorker.class);

    private static final Duration FOREVER = Duration.ofDays(365);

    private final Worker worker;
    private final Function<Throwable, Failure> classifier;
    private final StateListener listener;
    private final StopSignal stop = new StopSignal();
    private final FailureLog failureLog;
    private final Thread thread;
    private volatile WorkerStatus status;

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

    WorkerStatus status() {
        return status;
    }

    void requestStop(Duration drain) {
        stop.request(drain);
        hurry();
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
    public void streaming() {
        failureLog.working();
        become(new WorkerState.Streaming());
    }

    @Override
    public void backpressure() {
        become(new WorkerState.Backpressure());
    }

    /** While attempts fail, the state goes on saying why: it changes when the worker streams, or fails otherwise. */
    private void superviseUntilStopped() {
        Failure failure = null;
        while (!stop.requested()) {
            if (failure == null) {
                become(new WorkerState.Starting());
            }
            failure = attempt();
            if (failure != null && !stop.requested()) {
                waitAfter(failure);
            }
        }
        become(new WorkerState.Stopped("stopped on request"));
    }

    /** Runs the worker once; null when it ended without a failure. Whatever it throws is caught: the others go on. */
    private @Nullable Failure attempt() {
        try {
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
        } catch (Throwable e) {
            // What was to be said cannot be said; the state says that much.
        }
        return failure;
    }

    /** Waits as the failure asks for, or until the worker is told to stop. */
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
        boolean forever = failure.kind() == FailureKind.HALT;
        long start = System.nanoTime();
        Duration left = delay;
        while (!stop.requested() && (forever || left.compareTo(Duration.ZERO) > 0)) {
            try {
                stop.await(forever ? FOREVER : left);
            } catch (InterruptedException e) {
                // Only a request stops a worker: an interrupt that the attempt left behind would end it in silence.
                LOG.debug("interrupted without a request to stop stream={}", worker.name());
            }
            left = delay.minusNanos(System.nanoTime() - start);
        }
    }

    private void become(WorkerState next) {
        become(status.restarts(), next);
    }

    private void become(long restarts, WorkerState next) {
        WorkerState before = status.state();
        if (before.equals(next)) {
            if (restarts != status.restarts()) {
                status = new WorkerStatus(worker.name(), before, status.since(), restarts, null);
            }
            return;
        }
        status = new WorkerStatus(worker.name(), next, Instant.now(), restarts, null);
        LOG.debug("stream changed state stream={} from={} to={}", worker.name(), before.name(), next.name());
        try {
            listener.stateChanged(worker.name(), before, next);
        } catch (Throwable e) {
            LOG.warn("state listener failed stream={} state={}", worker.name(), next.name(), e);
        }
    }
}
