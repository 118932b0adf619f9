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
 * @param positionTopic the topic that remembers how far each slot was confirmed, and for exactly-once delivery how far
 *     messages are committed; made when it is missing
 * @param exactlyOnce whether a reader of committed records sees each message once; else each arrives at least once
 * @param commitInterval how long messages are collected for one commit at the most, in exactly-once delivery
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
        String positionTopic,
        boolean exactlyOnce,
        Duration commitInterval) {

    /** The topic of positions unless another is named. */
    public static final String DEFAULT_POSITION_TOPIC = "cdc-notifier-positions";

    /** As long as commits never cost a loop that is at its limit more than a few hundredths of its time. */
    public static final Duration COMMIT_INTERVAL = Duration.ofMillis(500);

    public DeliverySettings {
        clients = Map.copyOf(clients);
    }

    /** With the default {@link #COMMIT_INTERVAL}. */
    public DeliverySettings(
            Map<String, Map<String, String>> clients,
            KeyHash keyHash,
            Duration resendTimeout,
            int maxRetries,
            int windowRecords,
            long windowBytes,
            boolean headers,
            @Nullable Destination deadLetter,
            String positionTopic,
            boolean exactlyOnce) {
        this(
                clients,
                keyHash,
                resendTimeout,
                maxRetries,
                windowRecords,
                windowBytes,
                headers,
                deadLetter,
                positionTopic,
                exactlyOnce,
                COMMIT_INTERVAL);
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
        this(
                clients,
                keyHash,
                resendTimeout,
                maxRetries,
                windowRecords,
                windowBytes,
                headers,
                deadLetter,
                DEFAULT_POSITION_TOPIC,
                false);
    }

    /** The same, delivered exactly once, as a reader of committed records sees it. */
    public DeliverySettings exactlyOnce(String positionTopic) {
        return exactlyOnce(positionTopic, commitInterval);
    }

    /** The same, with a limit to how long messages are collected for one commit. */
    public DeliverySettings exactlyOnce(String positionTopic, Duration commitInterval) {
        return with(positionTopic, true, commitInterval);
    }

    /** The same, with another topic of positions. */
    public DeliverySettings rememberedIn(String positionTopic) {
        return with(positionTopic, exactlyOnce, commitInterval);
    }

    private DeliverySettings with(String topic, boolean once, Duration interval) {
        return new DeliverySettings(
                clients,
                keyHash,
                resendTimeout,
                maxRetries,
                windowRecords,
                windowBytes,
                headers,
                deadLetter,
                topic,
                once,
                interval);
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
        return exactlyOnce ? "exactly-once" : "at-least-once";
    }

    /** How long a message may stay unconfirmed before the session is given up: resend timeout × (retries + 1). */
    public Duration deadline() {
        return resendTimeout.multipliedBy(maxRetries + 1L);
    }
}
