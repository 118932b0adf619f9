package dev.cdcnotifier.slot;

import dev.cdcnotifier.pg.Lsn;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows when a session has to make way for one with more publications: when it has confirmed everything up to where the
 * next one joins, or when a join that had to wait can go on.
 */
final class JoinWatch {

    private static final Logger LOG = LoggerFactory.getLogger(JoinWatch.class);

    private static final long PROBE_NANOS = Duration.ofSeconds(2).toNanos();

    private final Lsn limit;
    private final Probe probe;
    private final Question<Boolean, RuntimeException> question;
    private long probedAt;

    /** Asks whether a waiting join can go on; a query on the control connection. */
    @FunctionalInterface
    interface Probe {

        Probe NEVER = () -> false;

        boolean ready() throws SQLException;
    }

    /**
     * @param limit nothing beyond this may be confirmed in this session
     * @param probe {@link Probe#NEVER} when no join waits
     * @param thread where it is asked
     * @param nowNanos a reading of the clock
     */
    JoinWatch(Lsn limit, Probe probe, Executor thread, long nowNanos) {
        this.limit = limit;
        this.probe = probe;
        this.question = new Question<>(probe::ready, thread);
        this.probedAt = nowNanos;
    }

    Lsn limit() {
        return limit;
    }

    /** To be called in each turn of the loop. Takes an answer when there is one, and never waits for it. */
    boolean isDue(Lsn confirmed, long nowNanos) throws InterruptedException {
        if (!confirmed.isBefore(limit)) {
            return true;
        }
        if (probe == Probe.NEVER) {
            return false;
        }
        if (!question.isAsked() && nowNanos - probedAt >= PROBE_NANOS) {
            probedAt = nowNanos;
            question.ask();
        }
        return question.isAnswered() && isReady();
    }

    private boolean isReady() throws InterruptedException {
        try {
            return question.take();
        } catch (SQLException e) {
            // The stream does without the answer: it is asked again.
            LOG.debug("cannot ask whether a publication can join", e);
            return false;
        }
    }
}
