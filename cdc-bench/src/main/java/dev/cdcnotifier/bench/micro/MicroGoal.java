package dev.cdcnotifier.bench.micro;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark should reach; null where nothing is asked.
 *
 * @param mostNanos for one unit
 * @param mostBytes of memory taken for one unit
 * @param leastMegabytes of payload in a second
 */
public record MicroGoal(@Nullable Double mostNanos, @Nullable Double mostBytes, @Nullable Double leastMegabytes) {

    /** Nothing is asked. */
    public static final MicroGoal NONE = new MicroGoal(null, null, null);

    /** Each part of the goal, with whether the figure reaches it; empty when nothing is asked. */
    String judge(MicroFigure figure) {
        List<String> parts = new ArrayList<>();
        if (mostNanos != null) {
            parts.add(part("≤ %.0f ns", mostNanos, figure.nanos() <= mostNanos));
        }
        if (mostBytes != null) {
            // The profiler's own share is a small part of a byte.
            parts.add(part("≤ %.0f B", mostBytes, Math.round(figure.bytes()) <= mostBytes));
        }
        if (leastMegabytes != null) {
            Double reached = figure.megabytesPerSecond();
            parts.add(part("≥ %.0f MB/s", leastMegabytes, reached != null && reached >= leastMegabytes));
        }
        return String.join(", ", parts);
    }

    private static String part(String form, double value, boolean reached) {
        return String.format(Locale.ROOT, form, value) + (reached ? ": reached" : ": missed");
    }
}
