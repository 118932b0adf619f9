package dev.cdcnotifier.slot;

import dev.cdcnotifier.replication.PreconditionException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that something a running stream relies on is gone, without which the server would go on and send less: since
 * PostgreSQL 18 it only warns when a publication is dropped. Asks the catalog every 25 s, at once after a warning, and
 * within a second of the first row of a table that has not sent one before: a partition that was made meanwhile, say.
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
    private final BooleanSupplier doubtful;
    private final Check check;
    private long checkedAt;
    private int unanswered;
    private boolean hasNewTable;

    /** Asks the catalog; a query on the control connection. */
    @FunctionalInterface
    interface Check {

        Check NONE = () -> {};

        void run() throws SQLException, PreconditionException;
    }

    /**
     * @param warned whether the server has warned since this was last asked
     * @param newTable whether the server has described another table since this was last asked
     * @param doubtful whether the server owes the stream an answer: while it may be gone it is asked nothing, since
     *     waiting for it would only put off the notice that it is
     * @param nowNanos a reading of the clock
     */
    StreamGuard(
            BooleanSupplier warned, BooleanSupplier newTable, BooleanSupplier doubtful, Check check, long nowNanos) {
        this.warned = warned;
        this.newTable = newTable;
        this.doubtful = doubtful;
        this.check = check;
        this.checkedAt = nowNanos;
    }

    /**
     * @throws PreconditionException naming what is not as it has to be
     * @throws SQLException when the catalog cannot be asked after a warning, or for five minutes without one
     */
    void check(long nowNanos) throws SQLException, PreconditionException {
        boolean hasWarned = warned.getAsBoolean();
        hasNewTable |= newTable.getAsBoolean();
        long pause = hasNewTable ? NEW_TABLE_NANOS : INTERVAL_NANOS;
        if (!hasWarned && (nowNanos - checkedAt < pause || doubtful.getAsBoolean())) {
            return;
        }
        checkedAt = nowNanos;
        hasNewTable = false;
        try {
            check.run();
            unanswered = 0;
        } catch (SQLException e) {
            unanswered++;
            if (hasWarned || unanswered >= MAX_UNANSWERED) {
                throw e;
            }
            LOG.warn("cannot check the publications and tables now, the stream goes on: {}", e.getMessage());
        }
    }
}
