package dev.cdcnotifier.replication;

/**
 * A stream that is open, and what is known about it. Owned by one thread.
 *
 * @param plan what is streamed, from where, and how far
 * @param stream the stream; it remembers what it confirmed for the next session of this process
 * @param backendPid the server process that serves it
 */
public record ReplicationSession(StreamPlan plan, PgReplicationStream stream, int backendPid) implements AutoCloseable {

    /** Ends the connection without waiting for the server. */
    @Override
    public void close() {
        stream.close();
    }
}
