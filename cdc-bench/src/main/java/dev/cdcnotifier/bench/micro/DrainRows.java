package dev.cdcnotifier.bench.micro;

import dev.cdcnotifier.progressor.NamespaceRoute;
import dev.cdcnotifier.testkit.PgOutputWriter;
import dev.cdcnotifier.testkit.PgOutputWriter.Cell;
import dev.cdcnotifier.testkit.PgOutputWriter.Column;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the transactions that {@code drain} has: an event with a payload of 300 bytes and a change of its process
 * under {@code REPLICA IDENTITY FULL}, columns in binary as PostgreSQL sends them. Each message lies in a buffer of its own,
 * behind the bytes that the driver leaves before it.
 */
final class DrainRows {

    static final int TRANSACTIONS = 1024;
    static final int ROWS_PER_TRANSACTION = 2;
    static final int PAYLOAD_BYTES = 300;

    /** How many transactions change one process, as in {@code drain}. */
    private static final int EVENTS_PER_PROCESS = 100;

    /** The header of CopyData and of XLogData. */
    private static final int BYTES_BEFORE = 25;

    private static final int EVENTS = 16_454;
    private static final int PROCESSES = 16_412;

    // From pg_type, and the oid of an enum, which is the database's.
    private static final int BYTEA = 17;
    private static final int INT8 = 20;
    private static final int INT2 = 21;
    private static final int TEXT = 25;
    private static final int VARCHAR = 1043;
    private static final int TIMESTAMPTZ = 1184;
    private static final int JSONB = 3802;
    private static final int STATUS = 16_398;

    private static final long FIRST_LSN = 0x1_9000_0000L;
    private static final long TRANSACTION_BYTES = 0x3a8;
    private static final long FIRST_MICROS = 848_000_000_000_000L;
    private static final long MICROS_APART = 47;
    private static final int JSONB_VERSION = 1;

    /** Where the rows' messages go. */
    static final NamespaceRoute ROUTE = new NamespaceRoute("bench", "public", "client", "events", "lifecycle");

    private DrainRows() {}

    /** The four messages of a transaction, which differ from one transaction to the next. */
    static ByteBuffer[] transaction(int number, byte[] payload) {
        return new ByteBuffer[] {begin(number), event(number, null, payload), update(number), commit(number)};
    }

    static ByteBuffer begin(int number) {
        return buffer(PgOutputWriter.begin(commitLsn(number), micros(number), 1_000 + number));
    }

    static ByteBuffer commit(int number) {
        return buffer(PgOutputWriter.commit(commitLsn(number), endLsn(number), micros(number)));
    }

    static long commitLsn(int number) {
        return FIRST_LSN + number * TRANSACTION_BYTES;
    }

    static long endLsn(int number) {
        return commitLsn(number) + 0x30;
    }

    /** When the transaction was committed, in microseconds since 2000. */
    static long micros(int number) {
        return FIRST_MICROS + number * MICROS_APART;
    }

    static String processId(int number) {
        return "process-" + (number / EVENTS_PER_PROCESS + 1);
    }

    static int eventId(int number) {
        return number % EVENTS_PER_PROCESS + 1;
    }

    /** An event, with a format version in its metadata or without metadata. */
    static ByteBuffer event(int number, @Nullable Integer formatVersion, byte[] payload) {
        return buffer(PgOutputWriter.insert(
                EVENTS,
                List.of(
                        text(processId(number)),
                        int8(number / EVENTS_PER_PROCESS + 1),
                        int2(eventId(number)),
                        int8(micros(number)),
                        formatVersion == null ? Cell.NULL : jsonb("{\"format_version\": " + formatVersion + "}"),
                        Cell.binary(payload))));
    }

    /** A change of a process that nobody is told of. */
    static ByteBuffer update(int number) {
        return buffer(PgOutputWriter.update(
                PROCESSES,
                process(number, "running", null, Math.max(0, number - 1)),
                process(number, "running", null, number)));
    }

    /** A process fails. */
    static ByteBuffer failure(int number) {
        return buffer(PgOutputWriter.update(
                PROCESSES,
                process(number, "running", null, number),
                process(number, "error", "no answer from the bank, attempt " + number, number)));
    }

    /** A process begins. */
    static ByteBuffer creation(int number) {
        return buffer(PgOutputWriter.insert(PROCESSES, process(number, "running", null, number)));
    }

    static ByteBuffer describeEvents() {
        return buffer(PgOutputWriter.relation(
                EVENTS,
                ROUTE.schema(),
                ROUTE.namespace() + "_events",
                'd',
                List.of(
                        Column.key("process_id", VARCHAR),
                        Column.of("task_id", INT8),
                        Column.key("event_id", INT2),
                        Column.of("timestamp", TIMESTAMPTZ),
                        Column.of("metadata", JSONB),
                        Column.of("payload", BYTEA))));
    }

    static ByteBuffer describeProcesses() {
        return buffer(PgOutputWriter.relation(
                PROCESSES,
                ROUTE.schema(),
                ROUTE.namespace() + "_processes",
                'f',
                List.of(
                        Column.key("process_id", VARCHAR),
                        Column.key("status", STATUS),
                        Column.key("detail", TEXT),
                        Column.key("aux_state", BYTEA),
                        Column.key("created_at", TIMESTAMPTZ),
                        Column.key("metadata", JSONB),
                        Column.key("corrupted_by", INT8),
                        Column.key("previous_status", STATUS),
                        Column.key("status_changed_at", TIMESTAMPTZ))));
    }

    private static List<Cell> process(int number, String status, @Nullable String detail, int corruptedBy) {
        List<Cell> row = new ArrayList<>();
        row.add(text(processId(number)));
        row.add(text(status));
        row.add(detail == null ? Cell.NULL : text(detail));
        row.add(Cell.NULL);
        row.add(int8(FIRST_MICROS));
        row.add(Cell.NULL);
        row.add(int8(corruptedBy));
        row.add(text("running"));
        row.add(int8(FIRST_MICROS));
        return row;
    }

    private static Cell text(String value) {
        return Cell.binary(value.getBytes(StandardCharsets.UTF_8));
    }

    private static Cell int2(int value) {
        return Cell.binary(
                ByteBuffer.allocate(Short.BYTES).putShort((short) value).array());
    }

    private static Cell int8(long value) {
        return Cell.binary(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    private static Cell jsonb(String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        return Cell.binary(ByteBuffer.allocate(1 + text.length)
                .put((byte) JSONB_VERSION)
                .put(text)
                .array());
    }

    private static ByteBuffer buffer(byte[] message) {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES_BEFORE + message.length).position(BYTES_BEFORE);
        return buffer.put(message).position(BYTES_BEFORE);
    }
}
