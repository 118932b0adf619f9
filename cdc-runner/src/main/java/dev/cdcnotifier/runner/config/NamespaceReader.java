package dev.cdcnotifier.runner.config;

import com.typesafe.config.ConfigObject;
import dev.cdcnotifier.progressor.NamespaceRoute;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one namespace of a slot. */
final class NamespaceReader {

    private static final String CLIENT = "kafka-client";
    private static final String EVENTSINK = "eventsink-topic";
    private static final String LIFECYCLE = "lifecycle-topic";
    private static final List<String> KEYS = List.of(CLIENT, EVENTSINK, LIFECYCLE);

    /** Lets the other problems of a namespace be found although its database's block has some too. */
    private static final String ANY_SCHEMA = "public";

    private final Set<String> kafkaClients;

    /** @param kafkaClients the names of all Kafka clients */
    NamespaceReader(Set<String> kafkaClients) {
        this.kafkaClients = kafkaClients;
    }

    /** Whether a block has what only namespaces have. */
    static boolean looksLikeNamespace(ConfigObject block) {
        return KEYS.stream().anyMatch(block::containsKey);
    }

    /** The namespace, or empty when something is missing or wrong. */
    Optional<NamespaceRoute> read(Section namespace, Optional<DatabaseConfig> database) {
        if (isUnquotedName(namespace)) {
            return Optional.empty();
        }
        Optional<String> client = namespace
                .required(CLIENT, "the name of a block of cdc-notifier.kafka-clients", Values::text)
                .filter(name -> exists(name, namespace));
        Optional<String> eventsink = namespace.required(EVENTSINK, "every namespace needs both topics", Values::topic);
        Optional<String> lifecycle = namespace.required(LIFECYCLE, "every namespace needs both topics", Values::topic);
        namespace.refuseUnknownKeys();
        try {
            NamespaceRoute route = new NamespaceRoute(
                    namespace.name(),
                    database.map(DatabaseConfig::schema).orElse(ANY_SCHEMA),
                    client.orElse(""),
                    eventsink.orElse(""),
                    lifecycle.orElse(""));
            return client.isPresent() && eventsink.isPresent() && lifecycle.isPresent()
                    ? Optional.of(route)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            namespace.problem(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private boolean exists(String client, Section namespace) {
        if (!kafkaClients.contains(client)) {
            namespace.problem(CLIENT, References.unknownKafkaClient(client, kafkaClients));
        }
        return kafkaClients.contains(client);
    }

    /** HOCON reads a name with dots and without quotes as blocks in blocks. */
    private static boolean isUnquotedName(Section namespace) {
        for (String key : namespace.keys()) {
            if (namespace.object().get(key) instanceof ConfigObject inner && looksLikeNamespace(inner)) {
                namespace.problem("holds a block of its own, \"" + key + "\": a namespace with dots in its name needs"
                        + " quotes, \"" + namespace.name() + "." + key + "\"");
                return true;
            }
        }
        return false;
    }
}
