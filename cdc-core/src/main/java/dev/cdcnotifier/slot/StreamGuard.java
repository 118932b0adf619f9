package dev.cdcnotifier.slot;

import dev.cdcnotifier.replication.PreconditionException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that something a running stream relies on is gone, without which the server would go on and send less: since
 * PostgreSQL 18 it only warns when a publication is dropped. Asks the catalog every 25 s, at once after a warning, and
 * within a second of the first row of a table that has not sent one before: a partition that was made meanwhile, say.
 * Owned by the slot's thread.
 */
final class StreamGuard {

    private static final Logger LOG = LoggerFactory.getLogger(StreamGuard.class);

    /** A server whose connections are all taken still streams: it is not given up for the first question it refuses. */
    private static final int MAX_UNANSWERED = 12;

    /** What is gone is to be noticed within 30 s; asking, and stopping, take a part of that. */
    private static final long INTERVAL_NANOS = Duration.ofSeconds(25).toNanos();

    /** A server with many tables describes each of them once: they are not worth a question each. */
    private static final long NEW_TABLE_NANOS = Duration.ofSeconds(1).toNanos();

    private final BooleanSupplier warned;
    private final BooleanSupplier newTable;
    private final Question<Boolean, PreconditionException> question;
    private final Runnable found;
    private long checkedAt;
    private int unanswered;
    private boolean hasNewTable;
    private boolean hasWarned;
    private boolean isUrgent;

    /** Asks the catalog; queries on the control connection. */
    @FunctionalInterface
    interface Check {

        Check NONE = () -> {};

        void run() throws SQLException, PreconditionException;
    }

    /**
     * @param warned whether the server has warned since this was last asked
     * @param newTable whether the server has described another table since this was last asked
     * @param found called by {@link #check} each time everything is found as it has to be
     * @param thread where the catalog is asked
     * @param nowNanos a reading of the clock
     */
    StreamGuard(
            BooleanSupplier warned,
            BooleanSupplier newTable,
            Check check,
            Runnable found,
            Executor thread,
            long nowNanos) {
        this.warned = warned;
        this.newTable = newTable;
        this.question = new Question<>(
                () -> {
                    check.run();
                    return true;
                },
                thread);
        this.found = found;
        this.checkedAt = nowNanos;
    }

    /**
     * To be called in each turn of the loop. Takes an answer when there is one, and never waits for it.
     *
     * @throws PreconditionException naming what is not as it has to be
     * @throws SQLException when the catalog cannot be asked after a warning, or for five minutes without one
     */
    void check(long nowNanos) throws SQLException, PreconditionException, InterruptedException {
        hasWarned |= warned.getAsBoolean();
        hasNewTable |= newTable.getAsBoolean();
        if (!question.isAsked() && isDue(nowNanos)) {
            checkedAt = nowNanos;
            isUrgent = hasWarned;
            hasWarned = false;
            hasNewTable = false;
            question.ask();
        }
        if (question.isAnswered()) {
            take();
        }
    }

    private boolean isDue(long nowNanos) {
        return hasWarned || nowNanos - checkedAt >= (hasNewTable ? NEW_TABLE_NANOS : INTERVAL_NANOS);
    }

    private void take() throws SQLException, PreconditionException, InterruptedException {
        try {
            question.take();
            unanswered = 0;
            found.run();
        } catch (SQLException e) {
            unanswered++;
            if (isUrgent || unanswered >= MAX_UNANSWERED) {
                throw e;
            }
            LOG.warn("cannot check the publications and tables now, the stream goes on: {}", e.getMessage());
        }
    }
}
