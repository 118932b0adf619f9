package dev.cdcnotifier.testkit.progressor;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a step of one process committed, as the two topics have to tell it.
 *
 * @param events rows inserted into {@code <ns>_events}, in order
 * @param lifecycle changes that make a lifecycle message, in order
 */
public record Committed(String processId, List<EventRow> events, List<LifecycleChange> lifecycle) {

    public Committed {
        events = List.copyOf(events);
        lifecycle = List.copyOf(lifecycle);
    }

    /** How many messages have to come of it. */
    public int messages() {
        return events.size() + lifecycle.size();
    }

    /** This and what the same process committed after it. */
    Committed then(Committed next) {
        return new Committed(processId, concat(events, next.events), concat(lifecycle, next.lifecycle));
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
