package dev.cdcnotifier.delivery;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * How large a record may be. The client compares a record's uncompressed size with its own limit, the broker the
 * compressed batch with the topic's.
 *
 * @param clientBytes the client's {@code max.request.size}
 * @param topicBytes the topic's {@code max.message.bytes}; {@link Integer#MAX_VALUE} when it is not known
 * @param compressed whether the client compresses
 */
record RecordLimit(long clientBytes, long topicBytes, boolean compressed) {

    /** @param user the properties of the client */
    static RecordLimit of(DeliverySettings settings, Map<String, String> user, int topicBytes) {
        ProducerConfig config = new ProducerConfig(ProducerSettings.producer(settings, user, "", 1));
        return new RecordLimit(
                config.getInt(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                topicBytes,
                !"none".equals(config.getString(ProducerConfig.COMPRESSION_TYPE_CONFIG)));
    }

    /** The largest record that is worth sending. */
    long largestBytes() {
        return compressed ? clientBytes : Math.min(clientBytes, topicBytes);
    }

    /** Whether the client hands over records that the broker refuses. */
    boolean clientExceedsTopic() {
        return clientBytes > topicBytes;
    }
}
