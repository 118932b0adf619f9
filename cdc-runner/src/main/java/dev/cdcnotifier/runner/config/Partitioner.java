package dev.cdcnotifier.runner.config;

/** How a key chooses its partition. */
public enum Partitioner {
    /** As Erlang's producers do. */
    PHASH2,
    /** As Kafka's own producers do. */
    MURMUR2
}
