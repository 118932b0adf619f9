package dev.cdcnotifier.chaos.oracle;

import dev.cdcnotifier.chaos.oracle.Expected.Event;
import dev.cdcnotifier.chaos.oracle.Expected.Kind;
import dev.cdcnotifier.chaos.oracle.Expected.Lifecycle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads pgoutput messages (protocol version 1, text) by itself, not with the code under test. One thread. */
final class WalMessages {

    private static final Pattern VERSION = Pattern.compile("\"format_version\"\\s*:\\s*(-?\\d+)");
    private static final long EPOCH_SECONDS = 946_684_800L;

    private final Map<Integer, Table> tables = new HashMap<>();
    private final List<Transaction> done = new ArrayList<>();
    private final Map<String, String> statuses;
    private List<Expected> messages = new ArrayList<>();
    private String namespace = "";
    private String commitTime = "";
    private long commitLsn;
    private int sequence;

    private record Table(String namespace, String kind, List<String> columns) {}

    /** @param statuses of the processes, kept by the caller: an update may come without the old row */
    WalMessages(Map<String, String> statuses) {
        this.statuses = statuses;
    }

    /** The transactions completed since this was last asked. */
    List<Transaction> take() {
        List<Transaction> taken = List.copyOf(done);
        done.clear();
        return taken;
    }

    void read(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message);
        char type = (char) in.get();
        switch (type) {
            case 'B' -> begin(in);
            case 'C' -> commit(in);
            case 'R' -> relation(in);
            case 'I', 'U', 'D' -> row(type, in);
            default -> {
                // Nothing of it becomes a message.
            }
        }
    }

    private void begin(ByteBuffer in) {
        commitLsn = in.getLong();
        commitTime = Instant.ofEpochSecond(EPOCH_SECONDS + Math.floorDiv(in.getLong(), 1_000_000L))
                .toString();
        messages = new ArrayList<>();
        namespace = "";
        sequence = 0;
    }

    private void commit(ByteBuffer in) {
        in.get();
        in.getLong();
        done.add(new Transaction(namespace, commitLsn, in.getLong(), List.copyOf(messages)));
    }

    private void relation(ByteBuffer in) {
        int id = in.getInt();
        text(in);
        String name = text(in);
        in.get();
        List<String> columns = new ArrayList<>();
        for (int left = in.getShort(); left > 0; left--) {
            in.get();
            columns.add(text(in));
            in.getInt();
            in.getInt();
        }
        int cut = name.lastIndexOf('_');
        tables.put(id, new Table(name.substring(0, cut), name.substring(cut + 1), columns));
    }

    private void row(char type, ByteBuffer in) {
        Table table = Objects.requireNonNull(tables.get(in.getInt()));
        namespace = table.namespace;
        sequence++;
        Map<String, @Nullable String> old = Map.of();
        Map<String, @Nullable String> now = Map.of();
        while (in.hasRemaining()) {
            char which = (char) in.get();
            Map<String, @Nullable String> tuple = tuple(in, table.columns, old);
            if (which == 'N') {
                now = tuple;
            } else {
                old = tuple;
            }
        }
        if (table.kind.equals("events")) {
            if (type == 'I') {
                event(now);
            }
        } else {
            process(type, old, now);
        }
    }

    private void event(Map<String, @Nullable String> row) {
        String id = value(row, "process_id");
        int eventId = Integer.parseInt(value(row, "event_id"));
        String metadata = row.get("metadata");
        Matcher version = VERSION.matcher(metadata == null ? "" : metadata);
        String timestamp = value(row, "timestamp");
        // Infinity is shorter; it becomes no message, so what it would say does not matter.
        String createdAt =
                timestamp.substring(0, Math.min(19, timestamp.length())).replace(' ', 'T') + 'Z';
        byte[] payload = HexFormat.of().parseHex(value(row, "payload").substring(2));
        add(
                Expected.eventTopic(namespace),
                id,
                new Event(
                        namespace,
                        id,
                        eventId,
                        createdAt,
                        version.find() ? Integer.valueOf(version.group(1)) : null,
                        payload));
    }

    private void process(char type, Map<String, @Nullable String> old, Map<String, @Nullable String> now) {
        if (type == 'I') {
            statuses.put(process(now), value(now, "status"));
            lifecycle(value(now, "process_id"), Kind.CREATED, null);
        } else if (type == 'D') {
            statuses.remove(process(old));
            lifecycle(value(old, "process_id"), Kind.REMOVED, null);
        } else {
            String after = value(now, "status");
            String known = statuses.put(process(now), after);
            String told = old.get("status");
            String before = told == null ? String.valueOf(known) : told;
            // A process that never ran has not failed, as consumers know it (decision 9).
            if (after.equals("error") && before.equals("running")) {
                String detail = now.get("detail");
                lifecycle(value(now, "process_id"), Kind.FAILED, detail == null ? "unknown" : detail);
            } else if (after.equals("running") && before.equals("error")) {
                lifecycle(value(now, "process_id"), Kind.WORKING, null);
            }
        }
    }

    private String process(Map<String, @Nullable String> row) {
        return namespace + ' ' + value(row, "process_id");
    }

    private void lifecycle(String id, Kind kind, @Nullable String reason) {
        add(Expected.lifecycleTopic(namespace), id, new Lifecycle(namespace, id, commitTime, kind, reason));
    }

    private void add(String topic, String id, Expected.Content content) {
        messages.add(new Expected(topic, namespace + ' ' + id, commitLsn, sequence, content));
    }

    private static Map<String, @Nullable String> tuple(
            ByteBuffer in, List<String> columns, Map<String, @Nullable String> old) {
        Map<String, @Nullable String> tuple = new HashMap<>();
        int count = in.getShort();
        for (int i = 0; i < count; i++) {
            String name = columns.get(i);
            switch ((char) in.get()) {
                case 'u' -> tuple.put(name, old.get(name));
                case 't' -> {
                    byte[] bytes = new byte[in.getInt()];
                    in.get(bytes);
                    tuple.put(name, new String(bytes, StandardCharsets.UTF_8));
                }
                default -> tuple.put(name, null);
            }
        }
        return tuple;
    }

    private static String value(Map<String, @Nullable String> row, String column) {
        return Objects.requireNonNull(row.get(column), column);
    }

    private static String text(ByteBuffer in) {
        int start = in.position();
        while (in.get() != 0) {
            // up to the terminating zero
        }
        return new String(in.array(), start, in.position() - 1 - start, StandardCharsets.UTF_8);
    }
}
