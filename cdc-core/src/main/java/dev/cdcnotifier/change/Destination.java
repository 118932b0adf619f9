package dev.cdcnotifier.change;

/**
 * A topic of a Kafka cluster.
 *
 * @param client the name of the Kafka client to use, as configured
 * @param topic the topic's name
 */
public record Destination(String client, String topic) {

    @Override
    public String toString() {
        return client + '/' + topic;
    }
}
