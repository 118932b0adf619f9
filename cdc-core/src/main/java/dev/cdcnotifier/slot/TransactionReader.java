package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.Relations;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowChange.Operation;
import dev.cdcnotifier.change.RowMapper;
import dev.cdcnotifier.delivery.AckLedger;
import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.delivery.RowPosition;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputException;
import dev.cdcnotifier.pgoutput.PgOutputMessage;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Begin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Commit;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Delete;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Insert;
import dev.cdcnotifier.pgoutput.PgOutputMessage.LogicalMessage;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Origin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Truncate;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Type;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Update;
import dev.cdcnotifier.pgoutput.Tuple;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the stream's grammar: transactions one after another, rows inside them. Rows go out as they come: with protocol
 * version 1 the server sends a transaction only after it has committed, so nothing is buffered.
 */
final class TransactionReader {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionReader.class);

    private final String stream;
    private final AckLedger ledger;
    private final Relations relations;
    private final RowMapping mapping;
    private final SlotMetrics metrics;
    private final Lsn limit;
    private final RowPosition delivered;

    private @Nullable Begin open;
    private long ordinal;
    private long lastDone;
    private Lsn lastCommit = Lsn.NONE;
    private Lsn lastEnd = Lsn.NONE;
    private boolean atLimit;

    /** The table that was described last, unless rows have come since; then that of the last of these. */
    private String table = "";

    /**
     * @param limit a transaction that commits at or after this position is not read: {@link #isAtLimit}
     * @param delivered rows up to this are passed over
     */
    TransactionReader(
            String stream,
            AckLedger ledger,
            Relations relations,
            RowMapping mapping,
            SlotMetrics metrics,
            Lsn limit,
            RowPosition delivered) {
        this.stream = stream;
        this.ledger = ledger;
        this.relations = relations;
        this.mapping = mapping;
        this.metrics = metrics;
        this.limit = limit;
        this.delivered = delivered;
    }

    /** The last row that has been read and mapped, or passed over. */
    RowPosition reached() {
        Begin begin = open;
        return begin != null && lastDone > 0
                ? new RowPosition(begin.commitLsn(), lastDone)
                : new RowPosition(lastCommit, RowPosition.WHOLE);
    }

    /** The end of the last transaction that has been read whole; {@link Lsn#NONE} before the first. */
    Lsn received() {
        return lastEnd;
    }

    /** The transaction that has begun and not ended; null when there is none. */
    @Nullable
    OpenTransaction openTransaction() {
        Begin begin = open;
        return begin == null
                ? null
                : new OpenTransaction(begin.commitLsn(), Integer.toUnsignedLong(begin.xid()), ordinal, table);
    }

    /** Whether the first transaction beyond the limit has come. Nothing may be read after it. */
    boolean isAtLimit() {
        return atLimit;
    }

    /**
     * Reads one message.
     *
     * @throws PgOutputException when it stands where the grammar has no place for it
     */
    void read(PgOutputMessage message, long now) throws PoisonStopException, DeliveryException {
        if (message instanceof Insert insert) {
            row(Operation.INSERT, insert.relationId(), null, false, insert.newTuple(), now);
        } else if (message instanceof Update update) {
            row(
                    Operation.UPDATE,
                    update.relationId(),
                    update.oldTuple(),
                    update.oldTupleIsKey(),
                    update.newTuple(),
                    now);
        } else if (message instanceof Delete delete) {
            row(Operation.DELETE, delete.relationId(), delete.oldTuple(), delete.oldTupleIsKey(), null, now);
        } else if (message instanceof Begin begin) {
            begin(begin);
        } else if (message instanceof Commit commit) {
            commit(commit);
        } else if (message instanceof Relation relation) {
            relations.described(relation);
            table = relation.displayName();
        } else if (message instanceof Type type) {
            relations.described(type);
        } else if (message instanceof Truncate truncate) {
            truncate(truncate);
        } else if (message instanceof Origin || message instanceof LogicalMessage) {
            LOG.trace("message means nothing to a mapper stream={} type={}", stream, message.getClass());
        }
    }

    private void begin(Begin begin) {
        if (open != null) {
            throw new PgOutputException("Begin", "inside of the transaction " + open.commitLsn());
        }
        if (!begin.commitLsn().isBefore(limit)) {
            atLimit = true;
            return;
        }
        open = begin;
        ordinal = 0;
        lastDone = 0;
        ledger.begin(begin.commitEpochMicros());
    }

    private void commit(Commit commit) {
        Begin begin = requireOpen("Commit");
        if (!begin.commitLsn().equals(commit.commitLsn())) {
            throw new PgOutputException(
                    "Commit.commitLsn", commit.commitLsn() + " ends the transaction " + begin.commitLsn());
        }
        open = null;
        lastCommit = commit.commitLsn();
        lastEnd = commit.endLsn();
        ledger.commit(commit.endLsn());
        metrics.transaction();
    }

    private void row(
            Operation operation,
            int relationId,
            @Nullable Tuple oldTuple,
            boolean oldTupleIsKey,
            @Nullable Tuple newTuple,
            long now)
            throws PoisonStopException, DeliveryException {
        Begin transaction = requireOpen(operation.name());
        ordinal++;
        if (delivered.covers(transaction.commitLsn(), ordinal)) {
            metrics.repeatedRow();
        } else {
            Relations.Bound bound = relations.get(relationId);
            RowMapper mapper = bound.rows();
            if (mapper == null) {
                metrics.ignoredRow();
            } else {
                mapping.map(
                        new RowChange(
                                operation, transaction, ordinal, bound.relation(), oldTuple, oldTupleIsKey, newTuple),
                        mapper,
                        now);
            }
        }
        lastDone = ordinal;
    }

    /** There is no message that says «everything is gone»; whoever truncates a table has to tell its readers. */
    private void truncate(Truncate truncate) {
        Begin transaction = requireOpen("Truncate");
        String tables = truncate.relationIds().stream()
                .map(id -> relations.get(id).relation().displayName())
                .collect(Collectors.joining(", "));
        LOG.warn(
                "tables were truncated, no messages are made of it stream={} tables={} commit_lsn={}",
                stream,
                tables,
                transaction.commitLsn());
        metrics.truncated(truncate.relationIds().size());
    }

    private Begin requireOpen(String what) {
        Begin begin = open;
        if (begin == null) {
            throw new PgOutputException(what, "outside of a transaction");
        }
        return begin;
    }
}
