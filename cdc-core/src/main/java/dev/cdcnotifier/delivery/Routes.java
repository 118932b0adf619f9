package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import java.util.Map;

/** The destinations of a session, as they were at its start. Owned by the slot's thread. */
final class Routes {

    private final Map<Destination, Route> routes;

    Routes(Map<Destination, Route> routes) {
        this.routes = Map.copyOf(routes);
    }

    Route to(Destination destination) {
        Route route = routes.get(destination);
        if (route == null) {
            throw new IllegalArgumentException("a message to " + destination + ", which the mapper did not announce");
        }
        return route;
    }
}
