package dev.cdcnotifier.runner.verify;

import dev.cdcnotifier.runner.verify.Difference.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What was proved.
 *
 * @param state in a word
 * @param headline in a line
 * @param remarks what else is to be known, a sentence each
 */
public record Verdict(State state, String headline, List<String> remarks) {

    /** What a comparison can come to. */
    public enum State {
        /** Everything that had to be compared is the same. */
        SAME,
        /** Something is not. */
        DIFFERENT,
        /** Too little was compared for either. */
        NOTHING_PROVED
    }

    public Verdict {
        remarks = List.copyOf(remarks);
    }

    /**
     * @param end how far it was at the end
     * @param gaveUp whether it ended early
     * @param more what is known besides
     */
    static Verdict of(Progress end, VerifyOptions options, boolean gaveUp, List<String> more) {
        Counts counts = end.counts();
        long unreadable = end.unreadable(Side.OURS) + end.unreadable(Side.ENGINE);
        long elsewhere = options.anyPartition() ? 0 : counts.otherPartition();
        State state = counts.differences() + unreadable + elsewhere > 0
                ? State.DIFFERENT
                : counts.same() < options.atLeast() || gaveUp ? State.NOTHING_PROVED : State.SAME;
        List<String> remarks = new ArrayList<>(more);
        remarks(remarks, end);
        return new Verdict(state, headline(state, counts, unreadable, elsewhere), remarks);
    }

    private static String headline(State state, Counts counts, long unreadable, long elsewhere) {
        return switch (state) {
            case SAME -> "same: %,d messages, process by process and in order".formatted(counts.same());
            case DIFFERENT -> {
                Stream<String> kinds = Stream.of(Kind.values())
                        .filter(kind -> counts.of(kind) > 0)
                        .map(kind -> "%,d %s".formatted(counts.of(kind), kind.words()));
                Stream<String> others = Stream.concat(
                        unreadable > 0 ? Stream.of("%,d unreadable".formatted(unreadable)) : Stream.of(),
                        elsewhere > 0 ? Stream.of("%,d in another partition".formatted(elsewhere)) : Stream.of());
                yield "DIFFERENT: "
                        + String.join(", ", Stream.concat(kinds, others).toList())
                        + "; same: %,d".formatted(counts.same());
            }
            case NOTHING_PROVED ->
                "nothing proved: "
                        + (counts.same() == 0
                                ? "no message was found on both sides"
                                : "only %,d messages could be compared, which are the same".formatted(counts.same()));
        };
    }

    private static void remarks(List<String> remarks, Progress end) {
        Counts counts = end.counts();
        ofBoth(remarks, "repeats, which at-least-once delivery allows", side -> counts.of(side).repeats);
        ofBoth(remarks, "passed over, since they happened before the start", side -> counts.of(side).passedOver);
        ofBoth(remarks, "not judged, since the other side cannot be expected to have them yet", end::waiting);
        if (!counts.skew().isEmpty()) {
            remarks.add("created_at of lifecycle messages: the engine's minus ours is " + counts.skew());
        }
    }

    private static void ofBoth(List<String> remarks, String what, ToLongFunction<Side> count) {
        long ours = count.applyAsLong(Side.OURS);
        long engine = count.applyAsLong(Side.ENGINE);
        if (ours + engine > 0) {
            remarks.add("%s: ours %,d, engine %,d".formatted(what, ours, engine));
        }
    }
}
