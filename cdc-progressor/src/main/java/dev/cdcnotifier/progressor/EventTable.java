package dev.cdcnotifier.progressor;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.Outbox;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowChange.Operation;
import dev.cdcnotifier.change.RowMapper;
import dev.cdcnotifier.change.UnusableRelationException;
import dev.cdcnotifier.pg.PgTimestamps;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.Tuple;
import dev.cdcnotifier.replication.RequiredColumn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A namespace's table of events: each row that is inserted becomes a message of the event sink, updates and deletes
 * mean nothing. Used by the slot's thread.
 */
final class EventTable implements RowMapper {

    private static final RequiredColumn PROCESS_ID = ColumnType.TEXT.named("process_id");
    private static final RequiredColumn EVENT_ID = ColumnType.INTEGER.named("event_id");
    private static final RequiredColumn TIMESTAMP = ColumnType.TIMESTAMPTZ.named("timestamp");
    private static final RequiredColumn METADATA = ColumnType.JSON.named("metadata");
    private static final RequiredColumn PAYLOAD = ColumnType.BYTEA.named("payload");

    /** What of the table is read. */
    static final List<RequiredColumn> COLUMNS = List.of(PROCESS_ID, EVENT_ID, TIMESTAMP, METADATA, PAYLOAD);

    private final String namespace;
    private final Destination destination;
    private final EventKey key;
    private final EventEncoder encoder;
    private final UtcSeconds seconds;
    private final TableColumn processId;
    private final TableColumn eventId;
    private final TableColumn timestamp;
    private final TableColumn metadata;
    private final TableColumn payload;

    /** @throws UnusableRelationException when a column is missing or of another type */
    EventTable(NamespaceRoute route, Relation relation, EventEncoder encoder, UtcSeconds seconds) {
        this.namespace = route.namespace();
        this.destination = route.eventsink();
        this.key = new EventKey(namespace);
        this.encoder = encoder;
        this.seconds = seconds;
        this.processId = TableColumn.bind(relation, PROCESS_ID);
        this.eventId = TableColumn.bind(relation, EVENT_ID);
        this.timestamp = TableColumn.bind(relation, TIMESTAMP);
        this.metadata = TableColumn.bind(relation, METADATA);
        this.payload = TableColumn.bind(relation, PAYLOAD);
    }

    @Override
    public void map(RowChange change, Outbox outbox) throws PoisonRowException {
        if (change.operation() != Operation.INSERT) {
            return;
        }
        Tuple row = change.row();
        processId.require(row);
        byte[] bytes = row.payload();
        int idOffset = processId.offset(row);
        int idLength = processId.length(row);
        encoder.event(bytes, idOffset, idLength)
                .eventId(eventId.int8(row))
                .createdAt(seconds.format(PgTimestamps.epochSecond(timestamp.timestamptzMicros(row)), "timestamp"))
                .formatVersion(formatVersion(row));
        outbox.send(destination, key.of(bytes, idOffset, idLength), data(row));
    }

    @Override
    public Map<String, String> identify(RowChange change) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("namespace", namespace);
        processId.show(change.row(), names);
        eventId.showInteger(change.row(), names);
        return names;
    }

    private OptionalInt formatVersion(Tuple row) throws PoisonRowException {
        return metadata.hasValue(row) ? FormatVersion.of(metadata.json(row)) : OptionalInt.empty();
    }

    /** A binary payload is read where it lies; hex digits have to become bytes first. */
    private byte[] data(Tuple row) throws PoisonRowException {
        payload.require(row);
        if (payload.isBinary(row)) {
            return encoder.data(row.payload(), payload.offset(row), payload.length(row));
        }
        byte[] decoded = payload.bytea(row);
        return encoder.data(decoded, 0, decoded.length);
    }
}
