package dev.cdcnotifier.supervision;

import dev.cdcnotifier.inspection.Remedy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why a worker's attempt ended, in the words an operator reads.
 *
 * @param kind what it asks for
 * @param reason a stable code in lower_snake_case, for metrics and runbooks, for example {@code slot_missing}
 * @param message what happened, what it means and what to do; no row data, no secret
 * @param obstacle what can be passed over so that the worker goes on; null when nothing can
 * @param facts what it is about, by name and in display order, for example the table and the position; printable, and
 *     no row data but what identifies a row
 * @param remedies what can be done about it, as data; empty where the message alone says it
 */
public record Failure(
        FailureKind kind,
        String reason,
        String message,
        @Nullable Obstacle obstacle,
        Map<String, String> facts,
        List<Remedy> remedies) {

    public Failure {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        remedies = List.copyOf(remedies);
    }

    /** A failure that nothing can be passed over for. */
    public Failure(FailureKind kind, String reason, String message) {
        this(kind, reason, message, null);
    }

    /** A failure whose message says everything. */
    public Failure(FailureKind kind, String reason, String message, @Nullable Obstacle obstacle) {
        this(kind, reason, message, obstacle, Map.of(), List.of());
    }

    /** Which of these an outage is met as depends on what was waited for at that moment. */
    private static final List<Set<String>> ONE_OUTAGE = List.of(
            Set.of("kafka_unavailable", "kafka_unresolvable", "delivery_deadline", "position_unread"),
            Set.of("postgres_unavailable", "not_primary"));

    /** Whether it is the same outage as an earlier failure, which nothing came in between. */
    boolean isOfOutage(Failure earlier) {
        return kind == earlier.kind()
                && (reason.equals(earlier.reason())
                        || ONE_OUTAGE.stream()
                                .anyMatch(outage -> outage.contains(reason) && outage.contains(earlier.reason())));
    }
}
