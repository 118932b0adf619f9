package example;

import dev.cdcnotifier.CdcNotifier;
import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.delivery.DeliverySettings;
import dev.cdcnotifier.delivery.Murmur2;
import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.pg.TableName;
import dev.cdcnotifier.replication.Provision;
import dev.cdcnotifier.replication.PublicationSpec;
import dev.cdcnotifier.slot.SlotSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Streams the table public.orders to the topic orders until the process is asked to end. */
public final class StreamOrders {

    private StreamOrders() {}

    public static void main(String[] args) {
        Map<String, String> env = System.getenv();
        PgEndpoint database = new PgEndpoint(
                env.getOrDefault("PGHOST", "127.0.0.1"),
                Integer.parseInt(env.getOrDefault("PGPORT", "5432")),
                env.getOrDefault("PGDATABASE", "shop"),
                env.getOrDefault("PGUSER", "postgres"),
                new Secret(env.getOrDefault("PGPASSWORD", "postgres")),
                Map.of("sslmode", "prefer")); // any connection property of pgjdbc
        Map<String, String> kafka = // any property of a Kafka producer
                Map.of("bootstrap.servers", env.getOrDefault("KAFKA", "127.0.0.1:9092"));

        CdcNotifier notifier = CdcNotifier.builder()
                .stream(orders(database, kafka))
                .listener((stream, before, after) -> System.out.println(stream + " is " + after.name()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(notifier::close));
    }

    private static SlotSettings orders(PgEndpoint database, Map<String, String> kafka) {
        boolean fullIdentity = true; // old rows come whole
        return new SlotSettings(
                "shop/orders",
                database,
                new SlotName("orders"),
                List.of(new PublicationSpec(
                        new PublicationName("orders"),
                        List.of(new PublicationSpec.Table(new TableName("public", "orders"), fullIdentity)))),
                Provision.CREATE, // the slot
                Provision.CREATE, // the publication and the replica identity
                false, // no failover slot
                true, // columns in binary where they can
                () -> new OrdersToJson(new Destination("main", "orders")),
                new DeliverySettings(
                        Map.of("main", kafka), new Murmur2(), Duration.ofSeconds(3), 3, 10_000, 16 << 20, true, null),
                Duration.ofSeconds(5), // the pause after a failure
                Duration.ofSeconds(5)); // how often PostgreSQL hears of us at least
    }
}
