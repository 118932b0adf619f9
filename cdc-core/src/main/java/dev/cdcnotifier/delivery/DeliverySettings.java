package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one slot's messages reach Kafka.
 *
 * @param clients the properties of each Kafka client, by its name
 * @param keyHash chooses partitions
 * @param resendTimeout the longest pause between two attempts of the producer
 * @param maxRetries how many further attempts a message has
 * @param windowRecords how many records may be in flight
 * @param windowBytes how many bytes may be in flight
 * @param headers whether messages carry {@code cdc-lsn} and {@code cdc-seq}
 * @param deadLetter where rows go that cannot become messages; null when such a row stops the stream
 * @param positionTopic where positions are kept for exactly-once delivery; null for at-least-once
 */
public record DeliverySettings(
        Map<String, Map<String, String>> clients,
        KeyHash keyHash,
        Duration resendTimeout,
        int maxRetries,
        int windowRecords,
        long windowBytes,
        boolean headers,
        @Nullable Destination deadLetter,
        @Nullable String positionTopic) {

    public DeliverySettings {
        clients = Map.copyOf(clients);
    }

    /** Settings for at-least-once delivery. */
    public DeliverySettings(
            Map<String, Map<String, String>> clients,
            KeyHash keyHash,
            Duration resendTimeout,
            int maxRetries,
            int windowRecords,
            long windowBytes,
            boolean headers,
            @Nullable Destination deadLetter) {
        this(clients, keyHash, resendTimeout, maxRetries, windowRecords, windowBytes, headers, deadLetter, null);
    }

    /** The same, delivered exactly once, as a reader of committed records sees it. */
    public DeliverySettings exactlyOnce(String positionTopic) {
        return new DeliverySettings(
                clients,
                keyHash,
                resendTimeout,
                maxRetries,
                windowRecords,
                windowBytes,
                headers,
                deadLetter,
                positionTopic);
    }

    /** The properties of the client of that name; there must be one. */
    Map<String, String> client(String name) {
        Map<String, String> properties = clients.get(name);
        if (properties == null) {
            throw new IllegalArgumentException("no Kafka client is named " + name);
        }
        return properties;
    }

    /** {@code at-least-once} or {@code exactly-once}. */
    public String mode() {
        return positionTopic == null ? "at-least-once" : "exactly-once";
    }

    /** How long a message may stay unconfirmed before the session is given up: resend timeout × (retries + 1). */
    public Duration deadline() {
        return resendTimeout.multipliedBy(maxRetries + 1L);
    }
}
