package dev.cdcnotifier.runner.decode;

import dev.cdcnotifier.progressor.Message;
import dev.cdcnotifier.progressor.Message.Change;
import dev.cdcnotifier.progressor.MsgpackValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a message says, in the terms of {@link dev.cdcnotifier.runner.text.Json}; nothing of it is lost, and different
 * values make different JSON. Pure.
 *
 * <table>
 * <caption>A payload's values</caption>
 * <tr><td>nl, b, str, arr<td>null, a boolean, a string, an array
 * <tr><td>i<td>a number without point and exponent, all its digits
 * <tr><td>flt<td>a number with a point; {@code {"$flt":"NaN"}}, {@code "Infinity"} and {@code "-Infinity"} for what JSON lacks
 * <tr><td>str that is not UTF-8<td>{@code {"$str":"<base64>"}}
 * <tr><td>bin<td>{@code {"$bin":"<base64>"}}
 * <tr><td>obj<td>an object, its entries in their order; {@code {"$obj":[[key,value],…]}} when a key is no string, begins with
 * {@code $} or comes twice
 * </table>
 */
public final class MessageJson {

    private MessageJson() {}

    /** The message without namespace and process id: an event's id and payload, or what became of the process. */
    public static Map<String, @Nullable Object> of(Message message) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (message instanceof Message.Event event) {
            fields.put("eventId", event.eventId());
            fields.put("createdAt", event.createdAt());
            if (event.formatVersion() != null) {
                fields.put("formatVersion", event.formatVersion());
            }
            fields.put("data", value(event.data()));
        } else if (message instanceof Message.Lifecycle lifecycle) {
            fields.put("change", name(lifecycle.change()));
            fields.put("createdAt", lifecycle.createdAt());
            if (lifecycle.change() instanceof Change.Failed failed && failed.reason() != null) {
                fields.put("reason", failed.reason());
            }
        }
        return fields;
    }

    /** What became of a process, in a word. */
    public static String name(Change change) {
        if (change instanceof Change.Created) {
            return "created";
        } else if (change instanceof Change.Failed) {
            return "failed";
        }
        return change instanceof Change.Working ? "working" : "removed";
    }

    /** A payload's value. */
    public static @Nullable Object value(MsgpackValue value) {
        if (value instanceof MsgpackValue.Bool bool) {
            return bool.value();
        } else if (value instanceof MsgpackValue.Int number) {
            return number.value();
        } else if (value instanceof MsgpackValue.Flt number) {
            return Double.isFinite(number.value()) ? number.value() : Map.of("$flt", Double.toString(number.value()));
        } else if (value instanceof MsgpackValue.Str string) {
            return string.text().<Object>map(text -> text).orElseGet(() -> Map.of("$str", base64(string.bytes())));
        } else if (value instanceof MsgpackValue.Bin binary) {
            return Map.of("$bin", base64(binary.bytes()));
        } else if (value instanceof MsgpackValue.Arr array) {
            return list(array.items());
        } else if (value instanceof MsgpackValue.Obj object) {
            return object(object);
        }
        return null;
    }

    private static Map<String, @Nullable Object> object(MsgpackValue.Obj object) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (MsgpackValue.Entry entry : object.entries()) {
            Object key = value(entry.key());
            if (!(key instanceof String name) || name.startsWith("$") || fields.containsKey(name)) {
                return pairs(object);
            }
            fields.put(name, value(entry.value()));
        }
        return fields;
    }

    private static Map<String, @Nullable Object> pairs(MsgpackValue.Obj object) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put(
                "$obj",
                object.entries().stream()
                        .map(entry -> list(List.of(entry.key(), entry.value())))
                        .toList());
        return fields;
    }

    private static List<@Nullable Object> list(List<MsgpackValue> values) {
        List<@Nullable Object> list = new ArrayList<>(values.size());
        values.forEach(value -> list.add(value(value)));
        return list;
    }

    static String base64(ByteBuffer bytes) {
        return new String(Base64.getEncoder().encode(bytes).array(), StandardCharsets.ISO_8859_1);
    }
}
