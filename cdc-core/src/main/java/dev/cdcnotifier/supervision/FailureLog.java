package dev.cdcnotifier.supervision;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one worker's failures so that the log can be read: a new one in full, a lasting one once a minute, and the same
 * reason not twice within five seconds, even where the worker recovers in between: then it is told with its next attempt.
 *
 * <p>{@code attempts} counts those that failed without any progress between them, however long each of them worked. For the
 * worker's thread.
 */
final class FailureLog {

    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
    private static final long REPEAT_NANOS = Duration.ofMinutes(1).toNanos();

    private static final long LEAST_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long STABLE_NANOS = Duration.ofSeconds(2).toNanos();

    /** Who has worked for this long has recovered, even where there is nothing to get further with. */
    private static final long SURELY_STABLE_NANOS = Duration.ofMinutes(10).toNanos();

    private final String worker;
    private final LongSupplier nanos;

    /** When each reason had its last line; reasons are a fixed vocabulary. */
    private final Map<String, Long> loggedAt = new HashMap<>();

    private @Nullable Failure last;

    /** Whether there was a line about the last failure since it began. */
    private boolean told;

    /** Attempts that failed since there was progress. */
    private long attempts;

    /** When the first of them failed. */
    private Instant failingSince = Instant.EPOCH;

    private boolean progressed;
    private long workingSince;

    /** How long an attempt has to work to count as a recovery without progress: clearly longer than the ones that failed. */
    private long recoveryNanos = STABLE_NANOS;

    /** @param nanos the clock, as {@link System#nanoTime()} */
    FailureLog(String worker, LongSupplier nanos) {
        this.worker = worker;
        this.nanos = nanos;
    }

    void failed(Failure failure, Throwable cause) {
        boolean isNew = last == null || !last.equals(failure);
        count();
        told = told && !isNew;
        last = failure;
        workingSince = 0;
        if (isDue(failure)) {
            told = true;
            loggedAt.put(failure.reason(), nanos.getAsLong());
            write(failure, cause);
        }
    }

    private void count() {
        if (progressed || attempts == 0) {
            progressed = false;
            attempts = 0;
            failingSince = Instant.now();
            recoveryNanos = STABLE_NANOS;
        } else if (workingSince != 0) {
            long worked = nanos.getAsLong() - workingSince;
            recoveryNanos = Math.min(SURELY_STABLE_NANOS, Math.max(recoveryNanos, 2 * worked));
        }
        attempts++;
    }

    /** An operator wants to see how it goes now: the next failure is a new one, and a recovery needs no word. */
    void forget() {
        last = null;
        attempts = 0;
        workingSince = 0;
        told = false;
    }

    /** The worker has got further than before. */
    void progressed() {
        progressed = true;
    }

    private boolean isDue(Failure failure) {
        Long before = loggedAt.get(failure.reason());
        // There is no later attempt to tell of what stops for good.
        if (before == null || failure.kind() == FailureKind.HALT && !told) {
            return true;
        }
        return nanos.getAsLong() - before >= (told ? REPEAT_NANOS : LEAST_NANOS);
    }

    /**
     * The worker does its work, now; said again and again. It counts as recovered once that has lasted: a moment when it has
     * got further, else for clearly longer than the attempts before.
     */
    void working() {
        if (last == null) {
            return;
        }
        if (workingSince == 0) {
            workingSince = nanos.getAsLong();
        } else if (nanos.getAsLong() - workingSince > (progressed ? STABLE_NANOS : recoveryNanos)) {
            LOG.info("stream is streaming again stream={} after={} attempts={}", worker, last.reason(), attempts);
            last = null;
        }
    }

    /** Only a bug needs a stack trace; for anything else the sentence says more. */
    private void write(Failure failure, Throwable cause) {
        String line = "stream failed stream={} kind={} reason={} attempts={}{}: {}";
        String facts = facts(failure.facts());
        String message = failure.message() + (failure.kind() == FailureKind.HALT ? "" : withoutProgress());
        switch (failure.kind()) {
            case BUG -> LOG.error(line, worker, failure.kind(), failure.reason(), attempts, facts, message, cause);
            case NEEDS_OPERATOR, HALT ->
                LOG.error(line, worker, failure.kind(), failure.reason(), attempts, facts, message);
            case TRANSIENT -> LOG.warn(line, worker, failure.kind(), failure.reason(), attempts, facts, message);
            case BUSY ->
                LOG.info("stream stands by stream={} reason={}: {}", worker, failure.reason(), failure.message());
        }
    }

    /** From the second attempt on. */
    private String withoutProgress() {
        return attempts < 2 ? "" : "; no progress since " + failingSince.truncatedTo(ChronoUnit.SECONDS);
    }

    private static String facts(Map<String, String> facts) {
        return facts.isEmpty() ? "" : " " + KeyValues.of(facts);
    }
}
