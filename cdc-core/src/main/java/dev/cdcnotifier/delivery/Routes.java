package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.delivery.DeliveryException.Kind;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;

/** The destinations of a session, as they were at its start. Owned by the slot's thread. */
final class Routes {

    private final AckLedger ledger;
    private final Map<Destination, Route> routes;

    /** @param ledger knows why a producer that was given up is closed */
    Routes(AckLedger ledger, Map<Destination, Route> routes) {
        this.ledger = ledger;
        this.routes = Map.copyOf(routes);
    }

    Route to(Destination destination) {
        Route route = routes.get(destination);
        if (route == null) {
            throw new IllegalArgumentException("a message to " + destination + ", which the mapper did not announce");
        }
        return route;
    }

    /** @throws DeliveryException when a topic has another number of partitions than at the start */
    void check() throws DeliveryException {
        for (Route route : routes.values()) {
            int now = partitionsKnown(route);
            if (now != route.partitions()) {
                throw new DeliveryException(
                        Kind.TRANSIENT,
                        "partitions_changed",
                        "topic " + route.destination().topic() + " has " + now + " partitions, it had "
                                + route.partitions()
                                + ": from here on keys go to other partitions, and their order across the change is not"
                                + " kept by Kafka");
            }
        }
    }

    /**
     * From the producer's metadata, which it keeps and refreshes in the background. A cluster that does not answer has
     * not changed: how long that may last is the ledger's deadline to say.
     */
    private int partitionsKnown(Route route) throws DeliveryException {
        try {
            return route.producer().partitionsFor(route.destination().topic()).size();
        } catch (TimeoutException e) {
            return route.partitions();
        } catch (KafkaException | IllegalStateException e) {
            DeliveryException failure = ledger.failure();
            throw failure != null ? failure : KafkaFailures.of(e, route.destination());
        }
    }
}
