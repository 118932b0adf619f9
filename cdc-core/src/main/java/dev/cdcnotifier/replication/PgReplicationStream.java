package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;
import org.postgresql.util.PSQLState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replication stream over pgjdbc. It confirms what it is told and nothing else: the driver's own flushing is off. It
 * notices by itself that the server is gone, whether it said so or fell silent.
 *
 * <p>Owned by one thread; nothing in it may be called from another.
 */
public final class PgReplicationStream implements ReplicationStream {

    private static final Logger log = LoggerFactory.getLogger(PgReplicationStream.class);

    private static final long LOG_PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

    /** The driver closes a connection nobody refers to, and the stream with it: so it is held here. */
    private final Connection connection;

    private final PGReplicationStream stream;
    private final LinkWatch watch;
    private final Lsn limit;
    private final Consumer<Lsn> confirmations;
    private final Consumer<SQLException> failures;
    private final Duration pingAfter;

    private Lsn confirmed = Lsn.NONE;
    private long pingedNanos;
    private long loggedNanos = System.nanoTime() - LOG_PAUSE_NANOS;
    private boolean warned;

    /**
     * @param limit the last position that may be confirmed
     * @param confirmations told each position before it is sent
     * @param failures told each failure of {@link #poll} before it is thrown
     */
    PgReplicationStream(
            Connection connection,
            PGReplicationStream stream,
            LinkWatch watch,
            Lsn limit,
            Duration pingAfter,
            Consumer<Lsn> confirmations,
            Consumer<SQLException> failures) {
        this.connection = connection;
        this.stream = stream;
        this.watch = watch;
        this.limit = limit;
        this.pingAfter = pingAfter;
        this.confirmations = confirmations;
        this.failures = failures;
        this.pingedNanos = System.nanoTime();
    }

    @Override
    public @Nullable ByteBuffer poll() throws SQLException {
        try {
            long reads = watch.reads();
            ByteBuffer message = stream.readPending();
            if (message == null) {
                requireOpen(reads);
                heedWarnings();
                pingWhenSilent();
            }
            return message;
        } catch (SQLException e) {
            failures.accept(e);
            throw e;
        }
    }

    @Override
    public long waitedNanos() {
        return watch.waitedNanos();
    }

    @Override
    public Lsn serverPosition() {
        return new Lsn(stream.getLastReceiveLSN().asLong());
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when the position is beyond the session's {@link StreamPlan#joinLimit}
     */
    @Override
    public void confirm(Lsn position) throws SQLException {
        if (position.isAfter(limit)) {
            throw new IllegalArgumentException(position + " is beyond the session's limit " + limit);
        }
        if (position.isAfter(confirmed)) {
            confirmed = position;
            confirmations.accept(position);
            LogSequenceNumber lsn = LogSequenceNumber.valueOf(position.value());
            stream.setFlushedLSN(lsn);
            stream.setAppliedLSN(lsn);
        }
        sendStatus();
    }

    /**
     * Whether the server has sent a warning since this was last asked. PostgreSQL 18 warns where older servers fail, when
     * a publication is gone: then {@link ReplicationSource#check} tells what happened.
     */
    public boolean takeWarned() {
        boolean was = warned;
        warned = false;
        return was;
    }

    /**
     * The walsender was at work at that time and could not answer: its silence until then is not taken for its end.
     *
     * @param atNanos a reading of {@link System#nanoTime}
     */
    public void busy(long atNanos) {
        watch.busy(atNanos);
    }

    @Override
    public void close() {
        watch.cut();
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            log.debug("replication connection was already gone", e);
        }
    }

    private void sendStatus() throws SQLException {
        pingedNanos = System.nanoTime();
        stream.forceUpdateStatus();
        watch.asked();
    }

    /**
     * The driver returns null for «nothing now» and for «it is over». It is over when the copy has ended, and also when
     * the driver did not even look at the socket: then it holds back the server's CommandComplete, the last word of a
     * shutdown, which it will not take before we end the copy ourselves.
     */
    private void requireOpen(long readsBefore) throws SQLException {
        if (stream.isClosed() || watch.reads() == readsBefore) {
            throw new SQLException("the server ended the stream", PSQLState.CONNECTION_FAILURE.getState());
        }
    }

    /** A status message asks for a reply: an idle server that is alive answers it, and the watch hears that. */
    private void pingWhenSilent() throws SQLException {
        if (System.nanoTime() - pingedNanos > pingAfter.toNanos()
                && watch.silence().compareTo(pingAfter) > 0) {
            sendStatus();
        }
    }

    private void heedWarnings() throws SQLException {
        SQLWarning warning = connection.getWarnings();
        if (warning == null) {
            return;
        }
        connection.clearWarnings();
        warned = true;
        if (System.nanoTime() - loggedNanos > LOG_PAUSE_NANOS) {
            loggedNanos = System.nanoTime();
            log.warn("server warns in the stream: sqlstate={} message={}", warning.getSQLState(), warning.getMessage());
        }
    }
}
