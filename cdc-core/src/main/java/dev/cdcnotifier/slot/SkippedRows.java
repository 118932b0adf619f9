package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.delivery.StreamIdentity;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.supervision.KeyValues;
import java.util.HashSet;
import java.util.Map;
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

    /** Where the runner says who asked for it: which rows are lost by that is kept beside it. */
    private static final Logger AUDIT = LoggerFactory.getLogger("dev.cdcnotifier.audit");

    private final String stream;
    private final RecentEvents events;
    private final Set<RowId> rows = new HashSet<>();

    /** Commits of transactions of which every row is passed over that would halt the stream. */
    private final Set<Lsn> transactions = new HashSet<>();

    /** Commits of transactions that the server cannot send, and that are passed over whole. */
    private final Set<Lsn> undecodable = new HashSet<>();

    private final Set<RowId> passed = new HashSet<>();

    /** The session that the rows were met in. */
    private @Nullable StreamIdentity session;

    SkippedRows(String stream, RecentEvents events) {
        this.stream = stream;
        this.events = events;
    }

    /** A session begins at this position: everything before is confirmed. */
    void begin(StreamIdentity identity, Lsn start) {
        if (!identity.equals(session)) {
            if (!rows.isEmpty() || !transactions.isEmpty() || !undecodable.isEmpty()) {
                LOG.warn(
                        "no row is skipped any more: the timeline or the list of publications is another one now, and the"
                                + " positions may be those of other rows stream={} rows={} transactions={}",
                        stream,
                        rows,
                        transactions);
            }
            rows.clear();
            transactions.clear();
            undecodable.clear();
            session = identity;
        }
        rows.removeIf(row -> row.commitLsn().isBefore(start));
        transactions.removeIf(commit -> commit.isBefore(start));
        undecodable.removeIf(commit -> commit.isBefore(start));
        passed.removeIf(row -> row.commitLsn().isBefore(start) || !rows.contains(row) && !isGivenUp(row.commitLsn()));
    }

    /**
     * The row was met in the last session and stopped it.
     *
     * @return whether it is new here
     */
    boolean add(RowId row) {
        return rows.add(row);
    }

    /** A row of this transaction was met in the last session and stopped it. */
    void addTransaction(Lsn commitLsn) {
        transactions.add(commitLsn);
    }

    /** The last session was halted before this transaction, everything before it being delivered. */
    void addUndecodable(Lsn commitLsn) {
        undecodable.add(commitLsn);
        AUDIT.warn(
                "transaction skipped on an operator's word, none of its changes is sent any more stream={} commit_lsn={}",
                stream,
                commitLsn);
        events.add("transaction_skipped", "", "commit_lsn=" + commitLsn);
    }

    /** The last of the transactions that are passed over whole: the session begins after it. {@link Lsn#NONE} without one. */
    Lsn lastUndecodable() {
        return undecodable.stream().reduce(Lsn.NONE, Lsn::max);
    }

    boolean contains(Lsn commitLsn, long ordinal) {
        return !rows.isEmpty() && rows.contains(new RowId(commitLsn, ordinal));
    }

    /** Whether every row of this transaction is passed over that would halt the stream. */
    boolean isGivenUp(Lsn commitLsn) {
        return transactions.contains(commitLsn);
    }

    /**
     * A row is passed over. The first time it leaves an audit line.
     *
     * @param facts what names the row, printable
     * @return whether it is the first time
     */
    boolean passed(RowId row, Map<String, String> facts) {
        if (!passed.add(row)) {
            return false;
        }
        String named = KeyValues.of(facts);
        AUDIT.warn("row skipped on an operator's word, it becomes no message stream={} {}", stream, named);
        events.add("row_skipped", "", named);
        return true;
    }
}
