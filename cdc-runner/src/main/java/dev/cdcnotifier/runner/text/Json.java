package dev.cdcnotifier.runner.text;

import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes maps, lists, texts, numbers, booleans, null and what is JSON already as JSON
 * (<a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>), in ASCII, so that it is read the same whatever charset
 * a reader assumes. The keys of an object stand in the map's order where it has one, else in the alphabet's: equal values
 * are the same text in every process (<code>Map.of</code> has another order in each). Pure.
 */
public final class Json {

    private Json() {}

    /** @throws IllegalArgumentException for a value of any other type, and for a number that JSON has no form for */
    public static String write(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        append(out, value);
        return out.toString();
    }

    private static void append(StringBuilder out, @Nullable Object value) {
        if (value == null) {
            out.append("null");
        } else if (value instanceof JsonText json) {
            out.append(json.text());
        } else if (value instanceof String text) {
            appendText(out, text);
        } else if (value instanceof Long || value instanceof Integer || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Double number && Double.isFinite(number)) {
            out.append(number);
        } else if (value instanceof List<?> list) {
            appendList(out, list);
        } else if (value instanceof Map<?, ?> map) {
            appendObject(out, map instanceof LinkedHashMap || map instanceof SortedMap ? map : new TreeMap<>(map));
        } else {
            throw new IllegalArgumentException("no JSON for " + value.getClass().getName());
        }
    }

    private static void appendList(StringBuilder out, List<?> list) {
        out.append('[');
        for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
            append(out, items.next());
            out.append(items.hasNext() ? "," : "");
        }
        out.append(']');
    }

    private static void appendObject(StringBuilder out, Map<?, ?> map) {
        out.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator(); entries.hasNext(); ) {
            Map.Entry<?, ?> entry = entries.next();
            appendText(out, String.valueOf(entry.getKey()));
            out.append(':');
            append(out, entry.getValue());
            out.append(entries.hasNext() ? "," : "");
        }
        out.append('}');
    }

    private static void appendText(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else {
                appendEscaped(out, c);
            }
        }
        out.append('"');
    }

    /** A character of a string, as it is when it is printable ASCII. */
    static void appendEscaped(StringBuilder out, char c) {
        if (c < 0x20 || c > 0x7e) {
            out.append("\\u").append(HexFormat.of().toHexDigits(c));
        } else {
            out.append(c);
        }
    }
}
