package dev.cdcnotifier.runner.config;

import java.util.List;
import java.util.Map;

/**
 * A configuration without a problem: every reference leads somewhere, every value is in its range, nothing is used twice.
 *
 * @param http where the HTTP server listens
 * @param streams what to stream, in the order of the file; never empty
 * @param kafkaClients the properties of every Kafka client by name, also of one that no stream uses
 */
public record RunnerConfig(HttpConfig http, List<StreamConfig> streams, Map<String, Map<String, String>> kafkaClients) {

    public RunnerConfig {
        streams = List.copyOf(streams);
        kafkaClients = Map.copyOf(kafkaClients);
    }

    /** Without the properties of the Kafka clients: they hold secrets. */
    @Override
    public String toString() {
        return streams.toString();
    }
}
