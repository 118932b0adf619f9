package dev.cdcnotifier.replication;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches the bytes of one connection, because the driver does not: it takes a half-open connection for an idle one,
 * and an ended one too as long as nothing is written to it. A read fails here at once when the server has closed, and
 * once it has been silent for longer than the limit: either somebody was reading all that time, or the server was asked
 * and has left that unanswered for a third of the limit. A reader that was busy elsewhere finds the answer waiting. A
 * server that is known to be at work is not silent: it answers when it is done.
 *
 * <p>Owned by the thread that owns the connection; only {@link #cut} may be called from any.
 */
final class LinkWatch {

    /** Whoever has not read for this long was busy elsewhere. */
    private static final long AWAY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How the driver's socket factory, which the driver makes by its class's name, finds the watch it works for. */
    private static final ThreadLocal<LinkWatch> OPENING = new ThreadLocal<>();

    /** What is done when the server has been silent for the limit, in place of failing. */
    interface Pause {
        void look() throws IOException;
    }

    private final Duration limit;
    private final @Nullable Pause pause;
    private volatile @Nullable Socket socket;
    private long heardNanos = System.nanoTime();
    private long busyNanos = heardNanos;
    private long lastReadNanos = heardNanos;
    private long readingSinceNanos = heardNanos;
    private long askedNanos = heardNanos;
    private boolean isAsked;
    private long reads;
    private long waitedNanos;

    /** @param limit how long the server may be silent while it is being read; seconds, at the least */
    LinkWatch(Duration limit) {
        this.limit = limit;
        this.pause = null;
    }

    /**
     * Waits for the server however long it is silent, and does something meanwhile on the thread that reads.
     *
     * @param every how long the server is silent before that is done, each time
     * @param pause what is done; the connection fails with what it throws
     */
    LinkWatch(Duration every, Pause pause) {
        this.limit = every;
        this.pause = pause;
    }

    /** What opens a connection. */
    interface Opening {
        Connection open() throws SQLException;
    }

    /**
     * Opens a connection under this watch. It must be opened on the calling thread and with {@link
     * WatchedSocketFactory} as the driver's socket factory.
     */
    Connection opening(Opening opening) throws SQLException {
        OPENING.set(this);
        try {
            return opening.open();
        } finally {
            OPENING.remove();
        }
    }

    /**
     * A socket that reports to the watch whose connection the calling thread is opening; a plain one when it opens none: then
     * the driver sends a request to cancel.
     */
    static Socket newSocket() throws SocketException {
        LinkWatch watch = OPENING.get();
        if (watch == null) {
            return new Socket();
        }
        WatchedSocket made = watch.new WatchedSocket();
        if (watch.pause != null) {
            made.setSoTimeout(0);
        }
        watch.socket = made;
        return made;
    }

    /** How often the socket was asked for bytes, whether some came or not. */
    long reads() {
        return reads;
    }

    /** How long the socket was waited for in all; with bytes that are there already that is next to nothing. */
    long waitedNanos() {
        return waitedNanos;
    }

    /** How long the server has been silent so far; less than a millisecond right after it said something. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardNanos);
    }

    /** The server is asked for an answer just now. */
    void asked() {
        if (!isAsked) {
            isAsked = true;
            askedNanos = System.nanoTime();
        }
    }

    /** How long the server has left unanswered what it was asked; zero when it owes nothing. */
    Duration unanswered() {
        return isAsked ? Duration.ofNanos(System.nanoTime() - askedNanos) : Duration.ZERO;
    }

    /** The server was seen at work then, and not able to answer: its silence before that says nothing. */
    void busy(long atNanos) {
        if (atNanos - busyNanos > 0) {
            busyNanos = atNanos;
        }
    }

    /** Ends the connection at the socket: waits for nothing, neither for the server nor for TLS to say goodbye. */
    void cut() {
        Socket current = socket;
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                // It was to be gone, and it is.
            }
        }
    }

    private int read(InputStream in, byte[] target, int offset, int length) throws IOException {
        long now = System.nanoTime();
        if (now - lastReadNanos > AWAY_NANOS) {
            readingSinceNanos = now;
        }
        reads++;
        try {
            int count = readOrPause(in, target, offset, length);
            if (count < 0) {
                throw new EOFException("the server closed the connection");
            }
            heardNanos = System.nanoTime();
            isAsked = false;
            return count;
        } catch (SocketTimeoutException e) {
            if (isSilentTooLong()) {
                throw new IOException("the server has been silent for " + limit.toSeconds() + " s", e);
            }
            throw e;
        } finally {
            lastReadNanos = System.nanoTime();
            waitedNanos += lastReadNanos - now;
        }
    }

    private int readOrPause(InputStream in, byte[] target, int offset, int length) throws IOException {
        while (true) {
            try {
                return in.read(target, offset, length);
            } catch (SocketTimeoutException e) {
                if (pause == null) {
                    throw e;
                }
                pause.look();
            }
        }
    }

    private boolean isSilentTooLong() {
        long now = System.nanoTime();
        long heardOrBusy = busyNanos - heardNanos > 0 ? busyNanos : heardNanos;
        return now - heardOrBusy >= limit.toNanos()
                && (now - readingSinceNanos >= limit.toNanos() || unanswered().compareTo(limit.dividedBy(3)) >= 0);
    }

    private final class WatchedSocket extends Socket {

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    return LinkWatch.this.read(in, target, offset, length);
                }
            };
        }

        /** «For ever» is not an answer: a read that nothing interrupts could not notice the silence. */
        @Override
        public synchronized void setSoTimeout(int millis) throws SocketException {
            super.setSoTimeout(millis == 0 ? Math.toIntExact(limit.toMillis()) : millis);
        }
    }
}
