package dev.cdcnotifier.bench.contender;

import java.nio.file.Path;

/**
 * What one run has to do: a slot of its own, with the same backlog as every other, and a topic of its own.
 *
 * @param endPosition where the backlog ends, in PostgreSQL's notation
 * @param done called at the end
 */
public record Job(
        String host,
        int port,
        String database,
        String slot,
        String publication,
        String endPosition,
        String bootstrapServers,
        String topic,
        Path folder,
        int transactions,
        Runnable done)
        implements AutoCloseable {

    /** The table whose inserts become the records: schema and name. */
    public String eventsTable() {
        return "public." + publication + "_events";
    }

    @Override
    public void close() {
        done.run();
    }
}
