package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The destinations of a session, as they were at its start, and who watches them. Owned by the slot's thread. */
final class Routes implements AutoCloseable {

    private final Map<Destination, Route> routes;
    private final List<TopicWatch> watches;

    /** Takes over the watches: closes them with itself. */
    Routes(Map<Destination, Route> routes, Collection<TopicWatch> watches) {
        this.routes = Map.copyOf(routes);
        this.watches = List.copyOf(watches);
    }

    Route to(Destination destination) {
        Route route = routes.get(destination);
        if (route == null) {
            throw new IllegalArgumentException("a message to " + destination + ", which the mapper did not announce");
        }
        return route;
    }

    /** From now on a topic that is another, or gone, ends the session. */
    Routes watched() {
        watches.forEach(TopicWatch::arm);
        return this;
    }

    /** Asks how the topics are, without waiting for the answer. */
    void look() {
        watches.forEach(TopicWatch::look);
    }

    @Override
    public void close() {
        watches.forEach(TopicWatch::close);
    }
}
