package dev.cdcnotifier.runner.remote;

import java.time.Instant;
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
        @Nullable Row haltedAt) {

    /**
     * A row of a transaction.
     *
     * @param lsn the commit's position
     * @param seq which one of the transaction, from 1
     */
    public record Row(String lsn, long seq) {}

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
                fields.optional("haltedAt", Map.class).map(RemoteStream::row).orElse(null));
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
