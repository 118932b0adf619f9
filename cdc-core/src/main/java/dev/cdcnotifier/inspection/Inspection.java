package dev.cdcnotifier.inspection;

import dev.cdcnotifier.inspection.Precondition.State;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was found of one stream's preconditions.
 *
 * @param stream the stream's name
 * @param systems the systems it needs, in the order in which they were looked at
 */
public record Inspection(String stream, List<System> systems) {

    /**
     * One system and what the stream needs of it.
     *
     * @param name for people, for example {@code PostgreSQL cdc@127.0.0.1:5432/orders}
     */
    public record System(String name, List<Precondition> preconditions) {

        public System {
            preconditions = List.copyOf(preconditions);
        }
    }

    public Inspection {
        systems = List.copyOf(systems);
    }

    /** Whether the stream can start: nothing fails. Warnings, and what the stream will make itself, are no obstacles. */
    public boolean holds() {
        return count(State.FAILED) == 0;
    }

    /** How many preconditions are in that state. */
    public long count(State state) {
        return preconditions().filter(one -> one.state() == state).count();
    }

    /** All preconditions of all systems. */
    public Stream<Precondition> preconditions() {
        return systems.stream().flatMap(system -> system.preconditions().stream());
    }
}
