package dev.cdcnotifier.runner.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that the two sides do not say alike. Immutable.
 *
 * @param process {@code <namespace> <process id>}
 * @param what which message of the process
 * @param fields what differs, where both have it
 * @param ours the message of ours; null when there is none
 * @param engine the engine's; null when there is none
 */
record Difference(
        Kind kind,
        Sink sink,
        String process,
        String what,
        List<String> fields,
        @Nullable Observed ours,
        @Nullable Observed engine) {

    /** How two sides can differ. */
    enum Kind {
        ONLY_OURS("only ours"),
        ONLY_ENGINE("only engine"),
        DIFFERENT("different"),
        OUT_OF_ORDER("out of order");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** Its name for people. */
        String words() {
            return words;
        }
    }

    Difference {
        fields = List.copyOf(fields);
    }

    static Difference onlyOn(Side side, Observed message) {
        return of(
                side == Side.OURS ? Kind.ONLY_OURS : Kind.ONLY_ENGINE,
                List.of(),
                side == Side.OURS ? message : null,
                side == Side.OURS ? null : message);
    }

    static Difference between(Kind kind, List<String> fields, Observed ours, Observed engine) {
        return of(kind, fields, ours, engine);
    }

    private static Difference of(Kind kind, List<String> fields, @Nullable Observed ours, @Nullable Observed engine) {
        Observed some = ours != null ? ours : engine;
        if (some == null) {
            throw new IllegalArgumentException("a difference of nothing");
        }
        return new Difference(
                kind, some.content().sink(), some.process(), some.content().what(), fields, ours, engine);
    }

    /** In one line: where each message is, and which fields differ; nothing of the row's data. */
    String text() {
        StringBuilder text = new StringBuilder()
                .append(kind.words())
                .append(": ")
                .append(sink.word())
                .append(" '")
                .append(process)
                .append("' ")
                .append(what);
        if (!fields.isEmpty()) {
            text.append(": ").append(String.join(", ", fields));
        }
        text.append(" (");
        if (ours != null) {
            text.append("ours ").append(ours.where());
        }
        if (engine != null) {
            text.append(ours == null ? "" : ", ").append("engine ").append(engine.where());
        }
        return text.append(')').toString();
    }
}
