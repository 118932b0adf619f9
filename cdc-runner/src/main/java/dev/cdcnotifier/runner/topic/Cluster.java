package dev.cdcnotifier.runner.topic;

import java.util.Map;

/**
 * How to reach a Kafka cluster.
 *
 * @param client its name for people
 * @param properties of a consumer; may hold secrets
 */
public record Cluster(String client, Map<String, String> properties) {

    public Cluster {
        properties = Map.copyOf(properties);
    }

    /** Without the properties. */
    @Override
    public String toString() {
        return client;
    }
}
