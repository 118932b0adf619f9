package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * An open replication stream: messages come out, confirmed positions go in. Owned by one thread; nothing in it may be
 * called from another.
 */
public interface ReplicationStream extends AutoCloseable {

    /**
     * The next message, or null when there is none right now. Waits about a millisecond at the most. The buffer's
     * array is not used again by the stream: it may be kept.
     *
     * @throws SQLException when the server ended the stream or the connection is lost
     */
    @Nullable
    ByteBuffer poll() throws SQLException;

    /** For how long {@link #poll} has waited for the server so far, in nanoseconds. */
    long waitedNanos();

    /**
     * The position up to which the server says it has read its log. It means «nothing of yours up to here» only when
     * it is read right after {@link #poll} returned null, with no transaction open and nothing in flight.
     */
    Lsn serverPosition();

    /**
     * Tells the server that everything before the position is safely delivered and need never be sent again. Sends a
     * status message at once, also when the position is the same as before: that keeps the session alive.
     */
    void confirm(Lsn position) throws SQLException;

    /** Ends the connection without waiting for the server. */
    @Override
    void close();
}
