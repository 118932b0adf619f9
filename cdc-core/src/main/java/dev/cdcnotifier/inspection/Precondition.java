package dev.cdcnotifier.inspection;

import java.util.Collection;
import java.util.List;

/**
 * One thing a stream needs of the systems around it, as it was found.
 *
 * @param name what was looked at, for people: {@code wal_level}, {@code topic events}; unique within its system
 * @param state whether it holds
 * @param found what was found, in a few words; for what could not be looked at, why not
 * @param reason for what does not hold, the code that the stream itself would have as its reason; else empty
 * @param meaning for what is not simply right, what it means and what to do; else empty
 * @param remedies what mends it, in this order; empty when there is nothing to copy
 */
public record Precondition(
        String name, State state, String found, String reason, String meaning, List<Remedy> remedies) {

    /** Whether a precondition holds. */
    public enum State {
        /** It holds. */
        OK,
        /** It does not hold yet; the stream itself will see to it when it starts. */
        PENDING,
        /** It holds, and something about it is risky. */
        WARNING,
        /** It does not hold: the stream cannot start, or would not go on. */
        FAILED,
        /** It could not be looked at. */
        SKIPPED
    }

    public Precondition {
        remedies = List.copyOf(remedies);
    }

    public static Precondition ok(String name, String found) {
        return new Precondition(name, State.OK, found, "", "", List.of());
    }

    /** @param remedies what the stream will do, for whoever wants it done before */
    public static Precondition pending(String name, String found, String meaning, Collection<Remedy> remedies) {
        return new Precondition(name, State.PENDING, found, "", meaning, List.copyOf(remedies));
    }

    public static Precondition warning(
            String name, String found, String reason, String meaning, Collection<Remedy> remedies) {
        return new Precondition(name, State.WARNING, found, reason, meaning, List.copyOf(remedies));
    }

    public static Precondition failed(
            String name, String found, String reason, String meaning, Collection<Remedy> remedies) {
        return new Precondition(name, State.FAILED, found, reason, meaning, List.copyOf(remedies));
    }

    public static Precondition skipped(String name, String because) {
        return new Precondition(name, State.SKIPPED, because, "", "", List.of());
    }
}
