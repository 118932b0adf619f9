package dev.cdcnotifier.runner.remote;

import dev.cdcnotifier.inspection.Remedy;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stream of another process: of all that {@code /streams} tells, what commands show. The fields mean the same as in {@link
 * dev.cdcnotifier.slot.StreamStatus}.
 *
 * @param lagBytes null while it is not known
 * @param latencyP99Millis null before anything was confirmed
 * @param haltedAt the row that could be skipped; null when there is none
 * @param more what only some commands show
 */
public record RemoteStream(
        String stream,
        String state,
        boolean ready,
        String reason,
        String message,
        Instant since,
        long restarts,
        @Nullable Long lagBytes,
        boolean lagAtLeast,
        double lagSeconds,
        long rows,
        long inFlightRecords,
        @Nullable Double latencyP99Millis,
        @Nullable Row haltedAt,
        More more) {

    /**
     * A row of a transaction.
     *
     * @param lsn the commit's position
     * @param seq which one of the transaction, from 1
     */
    public record Row(String lsn, long seq) {}

    /**
     * What only some commands show.
     *
     * @param slot the replication slot
     * @param facts what names what is wrong, in display order
     * @param remedies what can be done about it; empty where the message says it
     * @param runbook the page about it, relative to where the process answers; empty when there is none
     * @param fields everything that the process said
     */
    public record More(
            String slot, Map<String, String> facts, List<Remedy> remedies, String runbook, Map<?, ?> fields) {

        /** Nothing. */
        public static final More NONE = new More("", Map.of(), List.of(), "", Map.of());
    }

    /** The replication slot. */
    public String slot() {
        return more.slot();
    }

    /** @throws IllegalArgumentException when it is not what our process writes */
    static RemoteStream of(@Nullable Object json) {
        Fields fields = new Fields(json);
        return new RemoteStream(
                fields.text("stream"),
                fields.text("state"),
                fields.required("ready", Boolean.class),
                fields.text("reason"),
                fields.text("message"),
                Instant.parse(fields.text("since")),
                fields.number("restarts").longValue(),
                fields.optional("lagBytes", Number.class).map(Number::longValue).orElse(null),
                fields.optional("lagAtLeast", Boolean.class).orElse(false),
                fields.optional("lagSeconds", Number.class).orElse(0).doubleValue(),
                fields.number("rows").longValue(),
                fields.number("inFlightRecords").longValue(),
                fields.optional("latencyMillis", Map.class)
                        .map(latency -> new Fields(latency).number("p99").doubleValue())
                        .orElse(null),
                fields.optional("haltedAt", Map.class).map(RemoteStream::row).orElse(null),
                more(fields));
    }

    private static More more(Fields fields) {
        return new More(
                fields.optional("slot", String.class).orElse(""),
                facts(fields.optional("facts", List.class).orElse(List.of())),
                remedies(fields.optional("remedies", List.class).orElse(List.of())),
                fields.optional("runbook", String.class).orElse(""),
                fields.json() instanceof Map<?, ?> all ? all : Map.of());
    }

    private static Map<String, String> facts(List<?> json) {
        Map<String, String> facts = new LinkedHashMap<>();
        json.stream().map(Fields::new).forEach(fact -> facts.put(fact.text("name"), fact.text("value")));
        return facts;
    }

    private static List<Remedy> remedies(List<?> json) {
        return json.stream()
                .flatMap(remedy -> remedy(new Fields(remedy)).stream())
                .toList();
    }

    /** Empty for a kind that this version does not know. */
    private static Optional<Remedy> remedy(Fields json) {
        return Arrays.stream(Remedy.Kind.values())
                .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(json.text("kind")))
                .findAny()
                .map(kind -> new Remedy(kind, json.text("text"))
                        .to(json.optional("purpose", String.class).orElse("")));
    }

    private static Row row(Object json) {
        Fields row = new Fields(json);
        return new Row(row.text("commitLsn"), row.number("seq").longValue());
    }

    /** The members of an object of JSON. */
    private record Fields(@Nullable Object json) {

        String text(String name) {
            return required(name, String.class);
        }

        Number number(String name) {
            return required(name, Number.class);
        }

        <T> T required(String name, Class<T> type) {
            return optional(name, type).orElseThrow(() -> new IllegalArgumentException("no " + name));
        }

        <T> Optional<T> optional(String name, Class<T> type) {
            return json instanceof Map<?, ?> members
                    ? Optional.ofNullable(members.get(name))
                            .filter(type::isInstance)
                            .map(type::cast)
                    : Optional.empty();
        }
    }
}
