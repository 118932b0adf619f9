package dev.cdcnotifier.change;

import org.jspecify.annotations.Nullable;

/**
 * A topic of a Kafka cluster.
 *
 * @param client the name of the Kafka client to use, as configured
 * @param topic the topic's name
 */
public record Destination(String client, String topic) {

    /**
     * Asked for each message, so it is written out: a record's own goes through method handles, which stay slow where the
     * JVM has its first compiler alone.
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof Destination that && client.equals(that.client) && topic.equals(that.topic);
    }

    /** As {@link #equals}. */
    @Override
    public int hashCode() {
        return 31 * client.hashCode() + topic.hashCode();
    }

    @Override
    public String toString() {
        return client + '/' + topic;
    }
}
