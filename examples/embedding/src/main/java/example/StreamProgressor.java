package example;

import dev.cdcnotifier.CdcNotifier;
import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.progressor.NamespaceRoute;
import dev.cdcnotifier.progressor.ProgressorSlot;
import dev.cdcnotifier.supervision.StateListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;

/** Streams a namespace of progressor inside a service that has a database, a Kafka and a meter registry already. */
public final class StreamProgressor {

    private StreamProgressor() {}

    public static PgEndpoint database(String host, int port, String name, String username, String password) {
        Map<String, String> properties = Map.of("sslmode", "prefer"); // any connection property of pgjdbc
        return new PgEndpoint(host, port, name, username, new Secret(password), properties);
    }

    public static CdcNotifier start(
            PgEndpoint database, SlotName slot, Map<String, String> kafka, MeterRegistry meters, StateListener listener) {
        NamespaceRoute route = new NamespaceRoute("default/default", "public", "main", "events", "lifecycle");
        ProgressorSlot stream = ProgressorSlot.named("progressor_db/" + slot, database, slot)
                .kafkaClient("main", kafka)
                .namespace(route);
        return CdcNotifier.builder()
                .stream(stream.build())
                .meters(meters)
                .listener(listener)
                .start();
    }
}
