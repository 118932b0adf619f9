package dev.cdcnotifier.supervision;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one worker's failures so that the log can be read: a new one in full, a lasting one once a minute with the number
 * of attempts, and the same reason not twice within five seconds, even where the worker recovers in between: then it is told
 * with its next attempt. For the worker's thread.
 */
final class FailureLog {

    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
    private static final long REPEAT_NANOS = Duration.ofMinutes(1).toNanos();

    private static final long LEAST_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long STABLE_NANOS = Duration.ofSeconds(2).toNanos();

    private final String worker;
    private final LongSupplier nanos;

    /** When each reason had its last line; reasons are a fixed vocabulary. */
    private final Map<String, Long> loggedAt = new HashMap<>();

    private @Nullable Failure last;

    /** Whether there was a line about the last failure since it began. */
    private boolean told;

    private long attempts;
    private long workingSince;

    /** @param nanos the clock, as {@link System#nanoTime()} */
    FailureLog(String worker, LongSupplier nanos) {
        this.worker = worker;
        this.nanos = nanos;
    }

    void failed(Failure failure, Throwable cause) {
        boolean isNew = last == null || !last.equals(failure);
        attempts = isNew ? 1 : attempts + 1;
        told = told && !isNew;
        last = failure;
        workingSince = 0;
        if (isDue(failure)) {
            told = true;
            loggedAt.put(failure.reason(), nanos.getAsLong());
            write(failure, cause);
        }
    }

    /** An operator wants to see how it goes now: the next failure is a new one, and a recovery needs no word. */
    void forget() {
        last = null;
        attempts = 0;
        workingSince = 0;
        told = false;
    }

    private boolean isDue(Failure failure) {
        Long before = loggedAt.get(failure.reason());
        // There is no later attempt to tell of what stops for good.
        if (before == null || failure.kind() == FailureKind.HALT && !told) {
            return true;
        }
        return nanos.getAsLong() - before >= (told ? REPEAT_NANOS : LEAST_NANOS);
    }

    /** The worker does its work, now; said again and again. It counts as recovered once that has lasted. */
    void working() {
        if (last == null) {
            return;
        }
        if (workingSince == 0) {
            workingSince = nanos.getAsLong();
        } else if (nanos.getAsLong() - workingSince > STABLE_NANOS) {
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
