package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.ChangeMapper;
import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.delivery.DeliverySettings;
import dev.cdcnotifier.delivery.StreamIdentity;
import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.replication.Provision;
import dev.cdcnotifier.replication.PublicationSpec;
import dev.cdcnotifier.replication.ReplicationSettings;
import dev.cdcnotifier.replication.ServerFacts;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One stream: a replication slot, what is published through it, what its rows become, and where that goes.
 *
 * @param stream the stream's name in logs, metrics and status; unique within a process
 * @param endpoint the database
 * @param slot the replication slot; one stream each
 * @param publications what the slot streams
 * @param slotProvision what to do when the slot is missing at the start of the process; later it is never made
 * @param publicationProvision what to do when a publication or a replica identity is not as needed
 * @param failoverSlot whether a slot that is made here survives a failover (PostgreSQL 17 and later)
 * @param binary whether columns are sent in binary where their type can
 * @param mapper makes the stream's mapper, once for each session
 * @param delivery how messages reach Kafka
 * @param reconnectTimeout the pause after a failure before the next attempt
 * @param statusInterval how often PostgreSQL hears of us at least; well below wal_sender_timeout / 2
 */
public record SlotSettings(
        String stream,
        PgEndpoint endpoint,
        SlotName slot,
        List<PublicationSpec> publications,
        Provision slotProvision,
        Provision publicationProvision,
        boolean failoverSlot,
        boolean binary,
        Supplier<ChangeMapper> mapper,
        DeliverySettings delivery,
        Duration reconnectTimeout,
        Duration statusInterval) {

    public SlotSettings {
        publications = List.copyOf(publications);
    }

    /** The part of it that concerns the database. */
    public ReplicationSettings replication() {
        return new ReplicationSettings(
                slot,
                publications,
                publicationProvision,
                slotProvision,
                failoverSlot,
                binary,
                ReplicationSettings.WAL_SENDER_TIMEOUT);
    }

    /**
     * Every destination that a session sends to: the mapper's and the one for dead letters.
     *
     * @param of the session's mapper
     */
    public Set<Destination> destinations(ChangeMapper of) {
        Set<Destination> destinations = new HashSet<>(of.destinations());
        Destination deadLetter = delivery.deadLetter();
        if (deadLetter != null) {
            destinations.add(deadLetter);
        }
        return destinations;
    }

    /** How the brokers know this stream's clients; each client's name is added. */
    public String kafkaClientId() {
        return "cdc-notifier-" + slot;
    }

    /** Which stream a session is of. */
    public StreamIdentity identity(ServerFacts server, Collection<PublicationName> streamed) {
        return new StreamIdentity(
                server.systemId(),
                server.timeline(),
                endpoint.database(),
                slot.value(),
                streamed.stream().map(PublicationName::value).toList());
    }
}
