package dev.cdcnotifier.slot;

import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.delivery.KafkaDelivery;
import dev.cdcnotifier.pg.RememberedPosition;
import dev.cdcnotifier.replication.ServerFacts;
import dev.cdcnotifier.replication.SlotStanding;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Kafka remembers of a stream's slot, and the log's and the figures' account of it. For the slot's thread. */
final class StreamHistory extends KafkaSlotHistory {

    private static final Logger LOG = LoggerFactory.getLogger(StreamHistory.class);

    private final SlotSettings settings;
    private final SlotMetrics metrics;

    StreamHistory(SlotSettings settings, KafkaDelivery kafka, SlotMetrics metrics) {
        super(settings, kafka);
        this.settings = settings;
        this.metrics = metrics;
    }

    /** A slot keeps changes from the moment it is made, so it does not wait for Kafka: the session compares it before it sends. */
    @Override
    public List<RememberedPosition> recallBeforeMaking(ServerFacts server) throws InterruptedException {
        try {
            return recall(server);
        } catch (DeliveryException e) {
            LOG.warn(
                    "Kafka cannot say whether the stream had a slot before; a missing slot is created now, so that it keeps"
                            + " what is committed from here on, and is compared with what Kafka remembers before anything"
                            + " is sent stream={} slot={} reason={}",
                    settings.stream(),
                    settings.slot(),
                    e.reason());
            return List.of();
        }
    }

    @Override
    public void made(boolean again) {
        metrics.slotMade(again ? "again" : "first");
    }

    /** A session has the slot. */
    void standsAt(SlotStanding standing) {
        if (standing.accepted()) {
            metrics.slotMade("accepted");
            LOG.warn(
                    "slot accepted where it is, on an operator's word; what was changed between the former position and the"
                            + " present one is not in the stream stream={} slot={} former_position={} position={}"
                            + " accepted_by=resume",
                    settings.stream(),
                    settings.slot(),
                    standing.last(),
                    standing.position());
        } else if (standing.last() == null) {
            LOG.info(
                    "nothing was remembered of the slot, from now on its position is stream={} slot={} position={} topic={}",
                    settings.stream(),
                    settings.slot(),
                    standing.position(),
                    settings.delivery().positionTopic());
        }
    }
}
