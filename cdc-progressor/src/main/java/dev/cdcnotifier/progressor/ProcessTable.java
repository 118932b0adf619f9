package dev.cdcnotifier.progressor;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.Outbox;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowMapper;
import dev.cdcnotifier.change.UnusableRelationException;
import dev.cdcnotifier.pg.TableName;
import dev.cdcnotifier.pgoutput.PgOutputMessage;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Begin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.PgOutputMessage.ReplicaIdentity;
import dev.cdcnotifier.pgoutput.Tuple;
import dev.cdcnotifier.replication.RequiredColumn;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A namespace's table of processes: rows that come, go, or change their status in a way that matters become messages of
 * the lifecycle sink. Used by the slot's thread.
 */
final class ProcessTable implements RowMapper {

    private static final RequiredColumn PROCESS_ID = ColumnType.TEXT.named("process_id");
    private static final RequiredColumn STATUS = ColumnType.LABEL.named("status");
    private static final RequiredColumn DETAIL = ColumnType.TEXT.named("detail");

    /** What of the table is read. */
    static final List<RequiredColumn> COLUMNS = List.of(PROCESS_ID, STATUS, DETAIL);

    private static final byte[] UNKNOWN = "unknown".getBytes(StandardCharsets.US_ASCII);
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final String namespace;
    private final Destination destination;
    private final EventKey key;
    private final LifecycleEncoder encoder;
    private final UtcSeconds seconds;
    private final TableColumn processId;
    private final TableColumn status;
    private final TableColumn detail;

    /** @throws UnusableRelationException when a column is missing or of another type, or old rows do not come whole */
    ProcessTable(NamespaceRoute route, Relation relation, LifecycleEncoder encoder, UtcSeconds seconds) {
        this.namespace = route.namespace();
        this.destination = route.lifecycle();
        this.key = new EventKey(namespace);
        this.encoder = encoder;
        this.seconds = seconds;
        this.processId = TableColumn.bind(relation, PROCESS_ID);
        this.status = TableColumn.bind(relation, STATUS);
        this.detail = TableColumn.bind(relation, DETAIL);
        if (relation.replicaIdentity() != ReplicaIdentity.FULL) {
            throw oldRowMissing(relation, "its REPLICA IDENTITY is " + relation.replicaIdentity() + ", not FULL");
        }
    }

    @Override
    public void map(RowChange change, Outbox outbox) throws PoisonRowException {
        switch (change.operation()) {
            case INSERT -> send(LifecycleTransition.CREATED, change, outbox);
            case UPDATE -> updated(change, outbox);
            case DELETE -> send(LifecycleTransition.REMOVED, change, outbox);
        }
    }

    @Override
    public Map<String, String> identify(RowChange change) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("namespace", namespace);
        processId.show(change.row(), names);
        return names;
    }

    private void updated(RowChange change, Outbox outbox) throws PoisonRowException {
        Tuple before = change.oldTuple();
        if (before == null || change.oldTupleIsKey()) {
            throw oldRowMissing(
                    change.relation(),
                    "an update came without the old row"
                            + (change.relation().replicaIdentity() == ReplicaIdentity.FULL
                                    ? ": a partition was written to that did not have REPLICA IDENTITY FULL then"
                                    : ""));
        }
        Tuple now = sent(status, change);
        // Most updates leave the status alone: for these no text is made.
        if (status.isSame(before, now)) {
            return;
        }
        LifecycleTransition transition = LifecycleTransition.of(status.text(before), status.text(now));
        if (transition != LifecycleTransition.NONE) {
            send(transition, change, outbox);
        }
    }

    private void send(LifecycleTransition transition, RowChange change, Outbox outbox) throws PoisonRowException {
        Tuple row = sent(processId, change);
        processId.require(row);
        byte[] bytes = row.payload();
        int idOffset = processId.offset(row);
        int idLength = processId.length(row);
        encoder.process(bytes, idOffset, idLength)
                .createdAt(seconds.format(commitSecond(change.transaction()), "the commit time"));
        byte[] value =
                switch (transition) {
                    case CREATED -> encoder.created();
                    case REMOVED -> encoder.removed();
                    case WORKING -> encoder.working();
                    case FAILED -> failed(sent(detail, change));
                    case NONE -> throw new IllegalArgumentException("nothing to send");
                };
        outbox.send(destination, key.of(bytes, idOffset, idLength), value);
    }

    private byte[] failed(Tuple row) throws PoisonRowException {
        if (row.isNull(detail.position())) {
            return encoder.failed(UNKNOWN, 0, UNKNOWN.length);
        }
        detail.require(row);
        return encoder.failed(row.payload(), detail.offset(row), detail.length(row));
    }

    /** The tuple that has the column: the new one, or the old one for a large value that the update did not touch. */
    private static Tuple sent(TableColumn column, RowChange change) {
        Tuple row = change.row();
        @Nullable Tuple before = change.oldTuple();
        return before != null && column.isUnchanged(row) ? before : row;
    }

    private static long commitSecond(Begin transaction) {
        return Math.floorDiv(transaction.commitMicros(), MICROS_PER_SECOND) + PgOutputMessage.POSTGRES_EPOCH_SECONDS;
    }

    private static UnusableRelationException oldRowMissing(Relation relation, String problem) {
        return new UnusableRelationException(
                relation,
                problem + ", so a change of status cannot be judged",
                "ALTER TABLE " + new TableName(relation.schema(), relation.table()).quoted()
                        + " REPLICA IDENTITY FULL");
    }
}
