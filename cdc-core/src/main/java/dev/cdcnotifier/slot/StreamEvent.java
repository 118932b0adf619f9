package dev.cdcnotifier.slot;

import java.time.Instant;

/**
 * Something that happened to a stream: it changed its state, an operator gave an order, or a row was skipped.
 *
 * @param at when it happened first
 * @param last when it happened last: the same thing again and again is one event
 * @param times how often it happened
 * @param name the state, the order ({@code pause}, {@code skip} …) or {@code row_skipped}
 * @param reason of a state that has one, its reason; else empty
 * @param text what is known of it, in one sentence or as {@code key=value}; may be empty; no row data, no secret
 */
public record StreamEvent(Instant at, Instant last, long times, String name, String reason, String text) {

    /** Whether it is the same thing: a state is known by its reason, whose text may say more by now. */
    boolean isLike(StreamEvent other) {
        return name.equals(other.name) && reason.equals(other.reason) && (!reason.isEmpty() || text.equals(other.text));
    }

    /** The same, which has happened once more. */
    StreamEvent and(StreamEvent later) {
        return new StreamEvent(at, later.last, times + 1, name, reason, later.text);
    }
}
