package example;

import dev.cdcnotifier.CdcNotifier;
import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.progressor.NamespaceRoute;
import dev.cdcnotifier.progressor.ProgressorSlot;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Starts a stream of a database that nobody serves, waits until it says so, and closes it: everything a running stream loads
 * first has to be on the class path for that.
 */
public final class Consumer {

    private Consumer() {}

    public static void main(String[] args) throws InterruptedException {
        PgEndpoint nowhere = new PgEndpoint("127.0.0.1", 1, "db", "cdc", new Secret("none"), Map.of());
        ProgressorSlot slot = ProgressorSlot.named("db/cdc_slot", nowhere, new SlotName("cdc_slot"))
                .kafkaClient("main", Map.of("bootstrap.servers", "127.0.0.1:1"))
                .namespace(new NamespaceRoute("default/default", "public", "main", "events", "lifecycle"));
        CountDownLatch retries = new CountDownLatch(1);
        try (CdcNotifier notifier = CdcNotifier.builder()
                .stream(slot.build())
                .listener((stream, before, after) -> {
                    if (after.name().equals("RETRY")) {
                        retries.countDown();
                    }
                })
                .start()) {
            if (!retries.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("it is still " + notifier.streams());
            }
        }
        System.out.println("consumer: a stream started, said that PostgreSQL is away, and was closed");
    }
}
