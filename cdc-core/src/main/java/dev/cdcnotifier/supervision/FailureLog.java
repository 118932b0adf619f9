package dev.cdcnotifier.supervision;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one worker's failures so that a lasting one does not flood the log: in full when it is new, then one line a
 * minute with the number of attempts. For the worker's thread.
 */
final class FailureLog {

    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
    private static final long REPEAT_NANOS = Duration.ofMinutes(1).toNanos();

    private static final long STABLE_NANOS = Duration.ofSeconds(2).toNanos();

    private final String worker;
    private @Nullable Failure last;
    private long attempts;
    private long loggedAt;
    private long workingSince;

    FailureLog(String worker) {
        this.worker = worker;
    }

    void failed(Failure failure, Throwable cause) {
        boolean isNew = last == null
                || !last.reason().equals(failure.reason())
                || !last.message().equals(failure.message());
        attempts = isNew ? 1 : attempts + 1;
        last = failure;
        workingSince = 0;
        if (isNew || System.nanoTime() - loggedAt >= REPEAT_NANOS) {
            loggedAt = System.nanoTime();
            write(failure, cause);
        }
    }

    /** The worker does its work, now; said again and again. It counts as recovered once that has lasted. */
    void working() {
        if (last == null) {
            return;
        }
        if (workingSince == 0) {
            workingSince = System.nanoTime();
        } else if (System.nanoTime() - workingSince > STABLE_NANOS) {
            LOG.info("stream is streaming again stream={} after={} attempts={}", worker, last.reason(), attempts);
            last = null;
            attempts = 0;
            workingSince = 0;
        }
    }

    /** Only a bug needs a stack trace; for anything else the sentence says more. */
    private void write(Failure failure, Throwable cause) {
        String line = "stream failed stream={} kind={} reason={} attempts={}: {}";
        switch (failure.kind()) {
            case BUG -> LOG.error(line, worker, failure.kind(), failure.reason(), attempts, failure.message(), cause);
            case NEEDS_OPERATOR, HALT ->
                LOG.error(line, worker, failure.kind(), failure.reason(), attempts, failure.message());
            case TRANSIENT -> LOG.warn(line, worker, failure.kind(), failure.reason(), attempts, failure.message());
            case BUSY ->
                LOG.info("stream stands by stream={} reason={}: {}", worker, failure.reason(), failure.message());
        }
    }
}
