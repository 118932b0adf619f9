package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;

/**
 * How to reach one destination.
 *
 * @param partitions the topic's partitions at the session's start
 * @param maxRecordBytes the largest record that client and topic take
 * @param messages how many messages were handed over for the topic: {@link MessageCounts}
 */
record Route(
        Destination destination,
        Producer<byte[], byte[]> producer,
        int partitions,
        long maxRecordBytes,
        AtomicLong messages) {

    /** One more message. For the slot's thread alone, so it is read and written rather than swapped. */
    void handedOver() {
        messages.setOpaque(messages.getPlain() + 1);
    }
}
