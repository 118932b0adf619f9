package dev.cdcnotifier.progressor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowChange.Operation;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputDecoder;
import dev.cdcnotifier.pgoutput.PgOutputMessage;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Begin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Delete;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Insert;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Update;
import dev.cdcnotifier.testkit.PgOutputWriter;
import dev.cdcnotifier.testkit.PgOutputWriter.Cell;
import dev.cdcnotifier.testkit.PgOutputWriter.Column;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Rows of progressor's tables the way a server sends them: written as pgoutput, as text or in binary, and decoded. */
enum Rows {
    TEXT,
    BINARY;

    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    static final Instant COMMIT_TIME = Instant.parse("2026-11-20T09:40:00Z");
    static final Begin BEGIN = begin(COMMIT_TIME);

    private static final DateTimeFormatter TIMESTAMPTZ = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendOffset("+HH:mm:ss", "+00")
            .toFormatter();

    private static final List<Column> EVENTS = List.of(
            Column.key("process_id", 1043),
            Column.of("task_id", 20),
            Column.key("event_id", 21),
            Column.of("timestamp", 1184),
            Column.of("metadata", 3802),
            Column.of("payload", 17));
    private static final List<Column> PROCESSES = List.of(
            Column.key("process_id", 1043),
            Column.key("status", 16400),
            Column.key("detail", 25),
            Column.key("aux_state", 17),
            Column.key("created_at", 1184),
            Column.key("metadata", 3802),
            Column.key("corrupted_by", 20),
            Column.key("previous_status", 16400),
            Column.key("status_changed_at", 1184));

    static Begin begin(Instant commitTime) {
        return new Begin(new Lsn(0x16_B374D848L), postgresMicros(commitTime), 4711);
    }

    /** The relation of a table, as the server describes it. */
    static Relation relation(String table) {
        return table.endsWith("_processes") ? relation(table, 'f', PROCESSES) : relation(table, 'd', EVENTS);
    }

    static Relation relation(String table, char replicaIdentity, List<Column> columns) {
        return (Relation) decode(PgOutputWriter.relation(16_000, "public", table, replicaIdentity, columns));
    }

    static List<Column> eventColumns() {
        return EVENTS;
    }

    static List<Column> processColumns() {
        return PROCESSES;
    }

    RowChange insert(Relation relation, JsonNode row) {
        return change(relation, PgOutputWriter.insert(relation.id(), cells(relation, row)));
    }

    RowChange update(Relation relation, JsonNode oldRow, JsonNode newRow) {
        return change(
                relation,
                oldRow == null || oldRow.isNull()
                        ? PgOutputWriter.update(relation.id(), cells(relation, newRow))
                        : PgOutputWriter.update(relation.id(), cells(relation, oldRow), cells(relation, newRow)));
    }

    RowChange updateOfKey(Relation relation, JsonNode oldKey, JsonNode newRow) {
        return change(
                relation, PgOutputWriter.updateOfKey(relation.id(), cells(relation, oldKey), cells(relation, newRow)));
    }

    RowChange delete(Relation relation, JsonNode oldRow) {
        return change(relation, PgOutputWriter.delete(relation.id(), cells(relation, oldRow)));
    }

    RowChange deleteByKey(Relation relation, JsonNode oldKey) {
        return change(relation, PgOutputWriter.deleteByKey(relation.id(), cells(relation, oldKey)));
    }

    static RowChange change(Relation relation, byte[] message) {
        return change(BEGIN, 1, relation, decode(message));
    }

    /** A row message of pgoutput as the core hands it to a mapper. */
    static RowChange change(Begin begin, long ordinal, Relation relation, PgOutputMessage message) {
        if (message instanceof Insert insert) {
            return new RowChange(Operation.INSERT, begin, ordinal, relation, null, false, insert.newTuple());
        }
        if (message instanceof Update update) {
            return new RowChange(
                    Operation.UPDATE,
                    begin,
                    ordinal,
                    relation,
                    update.oldTuple(),
                    update.oldTupleIsKey(),
                    update.newTuple());
        }
        Delete delete = (Delete) message;
        return new RowChange(
                Operation.DELETE, begin, ordinal, relation, delete.oldTuple(), delete.oldTupleIsKey(), null);
    }

    static PgOutputMessage decode(byte[] message) {
        return PgOutputDecoder.decode(ByteBuffer.wrap(message));
    }

    private List<Cell> cells(Relation relation, JsonNode row) {
        List<Cell> cells = new ArrayList<>();
        for (PgOutputMessage.Column column : relation.columns()) {
            JsonNode value = row.get(column.name());
            if (value == null || value.isNull()) {
                cells.add(Cell.NULL);
            } else if (value.isObject()) {
                cells.add(Cell.UNCHANGED);
            } else {
                cells.add(this == TEXT ? Cell.text(value.asText()) : binary(column.typeOid(), value.asText()));
            }
        }
        return cells;
    }

    /** What the type's send function makes of the value that its output function wrote. */
    private static Cell binary(int typeOid, String text) {
        return Cell.binary(
                switch (typeOid) {
                    case 17 -> bytea(text);
                    case 20, 21 ->
                        ByteBuffer.allocate(8).putLong(Long.parseLong(text)).array();
                    case 1184 -> ByteBuffer.allocate(8).putLong(timestamp(text)).array();
                    case 3802 -> ("\u0001" + text).getBytes(StandardCharsets.UTF_8);
                    default -> text.getBytes(StandardCharsets.UTF_8);
                });
    }

    private static long timestamp(String text) {
        return switch (text) {
            case "infinity" -> Long.MAX_VALUE;
            case "-infinity" -> Long.MIN_VALUE;
            default -> postgresMicros(OffsetDateTime.parse(text, TIMESTAMPTZ).toInstant());
        };
    }

    private static long postgresMicros(Instant instant) {
        return (instant.getEpochSecond() - POSTGRES_EPOCH.getEpochSecond()) * 1_000_000 + instant.getNano() / 1000;
    }

    /** The hex form, or the one value in escape form that the vectors have. */
    private static byte[] bytea(String text) {
        return text.equals("\\203h\\002")
                ? new byte[] {(byte) 131, 'h', 2}
                : HexFormat.of().parseHex(text.substring(2));
    }
}
