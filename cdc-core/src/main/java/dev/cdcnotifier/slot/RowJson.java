package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.pg.PgBinary;
import dev.cdcnotifier.pg.PgType;
import dev.cdcnotifier.pg.PgValueException;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Column;
import dev.cdcnotifier.pgoutput.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A raw row as JSON, for dead letters: {@code {"schema":…,"table":…,"operation":…,"old":{…},"new":{…}}}. A column is null,
 * a string (its text form; also of what came in binary and is text, a number or JSON), or an object: {@code
 * {"binary":"<base64>"}} or {@code {"unchanged":true}}.
 */
final class RowJson {

    private RowJson() {}

    static byte[] of(RowChange change) {
        StringBuilder json = new StringBuilder(256);
        json.append("{\"schema\":");
        string(json, change.relation().schema());
        json.append(",\"table\":");
        string(json, change.relation().table());
        json.append(",\"operation\":");
        string(json, change.operation().name());
        json.append(",\"old\":");
        tuple(json, change.relation().columns(), change.oldTuple());
        json.append(",\"new\":");
        tuple(json, change.relation().columns(), change.newTuple());
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void tuple(StringBuilder json, List<Column> columns, @Nullable Tuple tuple) {
        if (tuple == null) {
            json.append("null");
            return;
        }
        json.append('{');
        for (int i = 0; i < tuple.size(); i++) {
            if (i > 0) {
                json.append(',');
            }
            // A tuple may have a column that its relation does not know: the row is poison for some reason.
            string(json, i < columns.size() ? columns.get(i).name() : "column " + i);
            json.append(':');
            value(json, tuple, i, i < columns.size() ? columns.get(i).typeOid() : 0);
        }
        json.append('}');
    }

    private static void value(StringBuilder json, Tuple tuple, int column, int typeOid) {
        switch (tuple.kind(column)) {
            case NULL -> json.append("null");
            case UNCHANGED -> json.append("{\"unchanged\":true}");
            case TEXT ->
                string(json, new String(tuple.bytes(column), StandardCharsets.UTF_8)); // also what is no valid UTF-8
            case BINARY -> {
                String readable = readable(tuple, column, typeOid);
                if (readable != null) {
                    string(json, readable);
                } else {
                    json.append("{\"binary\":\"");
                    json.append(Base64.getEncoder().encodeToString(tuple.bytes(column)));
                    json.append("\"}");
                }
            }
        }
    }

    /** The text of a binary value whose built-in type says that it has one; null for any other, and a malformed one. */
    private static @Nullable String readable(Tuple tuple, int column, int typeOid) {
        PgType type = PgType.of(typeOid);
        if (type == null) {
            return null;
        }
        byte[] array = tuple.payload();
        int offset = tuple.offset(column);
        int length = tuple.length(column);
        try {
            return switch (type) {
                case INT2, INT4, INT8 -> Long.toString(PgBinary.int8(array, offset, length));
                case TEXT, VARCHAR, BPCHAR, NAME, JSONB -> tuple.text(column);
                default -> null;
            };
        } catch (PgValueException e) {
            return null;
        }
    }

    private static void string(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
