package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.delivery.StreamIdentity;
import dev.cdcnotifier.pg.Lsn;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows that an operator has given up: each is passed over whenever it comes, until its transaction is confirmed. A row is
 * named by its position, which means something only on the same timeline and among the same publications: in a session of
 * any other, nothing is passed over. Lives as long as the process; for the slot's thread.
 */
final class SkippedRows {

    private static final Logger LOG = LoggerFactory.getLogger(SkippedRows.class);

    private final String stream;
    private final Set<RowId> rows = new HashSet<>();
    private final Set<RowId> passed = new HashSet<>();

    /** The session that the rows were met in. */
    private @Nullable StreamIdentity session;

    SkippedRows(String stream) {
        this.stream = stream;
    }

    /** A session begins at this position: everything before is confirmed. */
    void begin(StreamIdentity identity, Lsn start) {
        if (!identity.equals(session)) {
            if (!rows.isEmpty()) {
                LOG.warn(
                        "no row is skipped any more: the timeline or the list of publications is another one now, and the"
                                + " positions may be those of other rows stream={} rows={}",
                        stream,
                        rows);
            }
            rows.clear();
            session = identity;
        }
        rows.removeIf(row -> row.commitLsn().isBefore(start));
        passed.retainAll(rows);
    }

    /** The row was met in the last session and stopped it. */
    void add(RowId row) {
        rows.add(row);
    }

    boolean contains(Lsn commitLsn, long ordinal) {
        return !rows.isEmpty() && rows.contains(new RowId(commitLsn, ordinal));
    }

    /** A row of these has come; whether it is the first time. */
    boolean passed(RowId row) {
        return passed.add(row);
    }
}
