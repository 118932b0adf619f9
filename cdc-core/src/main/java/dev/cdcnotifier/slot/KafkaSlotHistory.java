package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.delivery.KafkaDelivery;
import dev.cdcnotifier.delivery.StreamIdentity;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.RememberedPosition;
import dev.cdcnotifier.replication.ServerFacts;
import dev.cdcnotifier.replication.SlotHistory;
import java.util.List;
import java.util.Set;

/** What Kafka remembers of a stream's slot. For the thread that prepares the stream. */
public class KafkaSlotHistory implements SlotHistory<DeliveryException> {

    private final SlotSettings settings;
    private final KafkaDelivery kafka;

    public KafkaSlotHistory(SlotSettings settings, KafkaDelivery kafka) {
        this.settings = settings;
        this.kafka = kafka;
    }

    @Override
    public List<RememberedPosition> recall(ServerFacts server) throws DeliveryException, InterruptedException {
        return kafka.recall(destinations(), identity(server));
    }

    @Override
    public void remember(ServerFacts server, Lsn position) throws DeliveryException, InterruptedException {
        kafka.remember(destinations(), identity(server), position, false);
    }

    @Override
    public void begin(ServerFacts server, Lsn position) throws DeliveryException, InterruptedException {
        kafka.remember(destinations(), identity(server), position, true);
    }

    /** The slot was removed for good; whether anything was remembered of it. */
    public boolean forget(ServerFacts server) throws DeliveryException, InterruptedException {
        return kafka.forgetSlot(destinations(), identity(server));
    }

    private Set<Destination> destinations() {
        return settings.destinations(settings.mapper().get());
    }

    private StreamIdentity identity(ServerFacts server) {
        return settings.identity(server, settings.replication().names());
    }
}
