package dev.cdcnotifier;

import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.delivery.KafkaDelivery;
import dev.cdcnotifier.replication.SourceDatabase;
import dev.cdcnotifier.replication.StreamRemoval;
import dev.cdcnotifier.replication.StreamSetup;
import dev.cdcnotifier.slot.KafkaSlotHistory;
import dev.cdcnotifier.slot.SlotSettings;

/**
 * What one stream has in PostgreSQL, while it does not run: publications, replica identities and the slot. For one thread;
 * keeps connections until it is closed.
 */
public final class StreamObjects implements AutoCloseable {

    private final SlotSettings settings;
    private final SourceDatabase database;

    public StreamObjects(SlotSettings settings) {
        this.settings = settings;
        this.database = new SourceDatabase(settings.endpoint(), "cdc-notifier setup");
    }

    /**
     * Makes them, whatever the settings say of making.
     *
     * @param newSlot whether a slot that vanished, or is not where the stream left it, is given up: changes in between are
     *     not in the stream then
     */
    public StreamSetup<DeliveryException> setup(boolean newSlot) {
        return new StreamSetup<>(database, settings.replication(), history(), newSlot);
    }

    /** What Kafka remembers of the slot, asked when it is used. */
    public KafkaSlotHistory history() {
        return new KafkaSlotHistory(
                settings, new KafkaDelivery(settings.delivery(), settings.kafkaClientId() + "-setup"));
    }

    /** Removes them. */
    public StreamRemoval removal() {
        return new StreamRemoval(database, settings.replication());
    }

    @Override
    public void close() {
        database.close();
    }
}
