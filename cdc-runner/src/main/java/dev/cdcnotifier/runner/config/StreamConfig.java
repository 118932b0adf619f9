package dev.cdcnotifier.runner.config;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.progressor.NamespaceRoute;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One slot and the namespaces that stream through it.
 *
 * @param name {@code db_ref/slot}: unique within a configuration
 * @param endpoint the database
 * @param slot the replication slot
 * @param options how it streams
 * @param deadLetters where rows go that cannot become messages; null when such a row stops the stream
 * @param namespaces what it streams, in the order of the file
 * @param kafkaClients the properties of each Kafka client it uses, by name
 */
public record StreamConfig(
        String name,
        PgEndpoint endpoint,
        SlotName slot,
        SlotOptions options,
        @Nullable Destination deadLetters,
        List<NamespaceRoute> namespaces,
        Map<String, Map<String, String>> kafkaClients) {

    public StreamConfig {
        namespaces = List.copyOf(namespaces);
        kafkaClients = Map.copyOf(kafkaClients);
    }

    /** Without the properties of the Kafka clients: they hold secrets. */
    @Override
    public String toString() {
        return name + " at " + endpoint;
    }
}
