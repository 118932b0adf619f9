package dev.cdcnotifier.progressor;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.TableName;

/**
 * A namespace of processes, the tables that hold it and the topics its messages go to. Its tables are {@code
 * <namespace>_processes} and {@code <namespace>_events}; their names, and that of the publication, are guaranteed to
 * fit PostgreSQL.
 *
 * @param namespace the namespace's id, for example {@code default/default}
 * @param schema the schema of its tables
 * @param client the Kafka client to send with
 * @param eventsinkTopic where events go
 * @param lifecycleTopic where lifecycle messages go
 */
public record NamespaceRoute(
        String namespace, String schema, String client, String eventsinkTopic, String lifecycleTopic) {

    /**
     * @throws IllegalArgumentException when the namespace is empty, or PostgreSQL cannot hold it or a table's name
     *     unchanged: 63 bytes of UTF-8
     */
    public NamespaceRoute {
        publication(namespace);
        table(schema, namespace, "_processes");
        table(schema, namespace, "_events");
    }

    public TableName processes() {
        return table(schema, namespace, "_processes");
    }

    public TableName events() {
        return table(schema, namespace, "_events");
    }

    /** The publication, named like the namespace. */
    public PublicationName publication() {
        return publication(namespace);
    }

    public Destination eventsink() {
        return new Destination(client, eventsinkTopic);
    }

    public Destination lifecycle() {
        return new Destination(client, lifecycleTopic);
    }

    private static PublicationName publication(String namespace) {
        return new PublicationName(namespace);
    }

    private static TableName table(String schema, String namespace, String suffix) {
        return new TableName(schema, namespace + suffix);
    }
}
