package dev.cdcnotifier.runner.decode;

import dev.cdcnotifier.progressor.Message;
import dev.cdcnotifier.progressor.MessageFormatException;
import dev.cdcnotifier.progressor.MessageReader;
import dev.cdcnotifier.runner.text.JsonText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic as an object for {@link dev.cdcnotifier.runner.text.Json}: where it is, what it is about, what it
 * says. Nothing of a record is lost, and no record makes this fail. Pure.
 *
 * <p>{@code kind} says what the value was found to be: {@code event} or {@code lifecycle} (the bytes of both tell them
 * apart), {@code dead-letter} (JSON, with the headers of one), {@code json}, {@code tombstone} (none), or {@code unreadable},
 * with {@code error} and the bytes.
 */
public final class RecordJson {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    private static final String LSN = "cdc-lsn";
    private static final String SEQ = "cdc-seq";

    private final ConsumerRecord<byte[], byte[]> record;
    private final @Nullable Message message;
    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

    private RecordJson(ConsumerRecord<byte[], byte[]> record, @Nullable Message message, @Nullable String error) {
        this.record = record;
        this.message = message;
        place();
        content(error);
    }

    /** The record, read. */
    public static RecordJson of(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] value = record.value();
        if (value == null) {
            return new RecordJson(record, null, null);
        }
        try {
            return new RecordJson(record, MessageReader.read(value), null);
        } catch (MessageFormatException e) {
            return new RecordJson(record, null, e.getMessage());
        }
    }

    /** The fields, in the order in which they are to be shown. */
    public Map<String, @Nullable Object> fields() {
        return fields;
    }

    /** Whether it is about a process of that namespace; what is not readable is judged by its key. */
    public boolean isOf(String namespace) {
        return namespace.equals(fields.get("namespace"))
                || !fields.containsKey("namespace")
                        && fields.get("key") instanceof String key
                        && key.startsWith(namespace + ' ');
    }

    private void place() {
        fields.put("topic", record.topic());
        fields.put("partition", record.partition());
        fields.put("offset", record.offset());
        if (record.timestamp() >= 0) {
            fields.put("timestamp", TIME.format(Instant.ofEpochMilli(record.timestamp())));
        }
        fields.put("key", text(record.key()));
    }

    private void content(@Nullable String error) {
        Message read = message;
        byte @Nullable [] value = record.value();
        Optional<JsonText> json = read == null && value != null ? json(value) : Optional.empty();
        if (read != null) {
            names(read.namespace(), read.processId(), header(LSN), header(SEQ));
            fields.put("kind", read instanceof Message.Event ? "event" : "lifecycle");
            headers(shown("lsn", LSN), shown("seq", SEQ));
            fields.put("value", MessageJson.of(read));
        } else if (json.isPresent()) {
            boolean isDeadLetter = header("commit_lsn") != null && header("reason") != null;
            names(header("namespace"), header("process_id"), header("commit_lsn"), header("seq"));
            fields.put("kind", isDeadLetter ? "dead-letter" : "json");
            headers();
            fields.put("value", json.get());
        } else if (value == null) {
            fields.put("kind", "tombstone");
            headers();
            fields.put("value", null);
        } else {
            fields.put("kind", "unreadable");
            fields.put("error", "neither a message nor JSON: " + error);
            headers();
            fields.put("value", Map.of("$bin", MessageJson.base64(ByteBuffer.wrap(value))));
        }
    }

    private void names(
            @Nullable String namespace, @Nullable String processId, @Nullable String lsn, @Nullable String seq) {
        putIfPresent("namespace", namespace);
        putIfPresent("processId", processId);
        putIfPresent("lsn", lsn);
        putIfPresent("seq", seq != null && seq.matches("\\d{1,18}") ? Long.valueOf(seq) : seq);
    }

    private void putIfPresent(String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    /** The header that a field was made of; null when there is no such field. */
    private @Nullable Header shown(String field, String name) {
        return fields.containsKey(field) ? record.headers().lastHeader(name) : null;
    }

    /** All headers but those that are shown already; a header that comes twice keeps both. */
    private void headers(@Nullable Header... shown) {
        Map<String, @Nullable Object> headers = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            if (Arrays.stream(shown).noneMatch(other -> other == header)) {
                String name = header.key();
                for (int i = 2; headers.containsKey(name); i++) {
                    name = header.key() + '#' + i;
                }
                headers.put(name, text(header.value()));
            }
        }
        if (!headers.isEmpty()) {
            fields.put("headers", headers);
        }
    }

    /** The last header of that name as text; null without one, and when it is no text. */
    private @Nullable String header(String name) {
        Header header = record.headers().lastHeader(name);
        return header != null && text(header.value()) instanceof String text ? text : null;
    }

    private static Optional<JsonText> json(byte[] value) {
        return value.length > 0 && text(value) instanceof String text ? JsonText.ofObject(text) : Optional.empty();
    }

    /** Bytes as the text they are, in base64 with a tag when they are none. */
    private static @Nullable Object text(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return Map.of("$bin", MessageJson.base64(ByteBuffer.wrap(bytes)));
        }
    }
}
