package dev.cdcnotifier.testkit;

import dev.cdcnotifier.testkit.process.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on the loopback interface that forwards faithfully until it is told to misbehave.
 *
 * <p>Faults may come from any thread; when a method returns, its fault is in force. A frozen connection loses nothing:
 * what was held back goes on at {@link #thaw()}.
 */
public final class FaultyProxy implements AutoCloseable {

    private volatile InetSocketAddress target;
    private final int port;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final LinkFaults faults = new LinkFaults();
    private @Nullable ServerSocket listener;
    private @Nullable Thread acceptor;

    private FaultyProxy(InetSocketAddress target, int port) {
        this.target = target;
        this.port = port;
        accept();
    }

    /** A proxy to this address, listening on a free port; the target need not be there yet. */
    public static FaultyProxy to(String host, int port) {
        return new FaultyProxy(new InetSocketAddress(host, port), LoopbackPorts.free());
    }

    /** The port it listens on, on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** How many connections are open through it, frozen ones too. */
    public int connections() {
        return connections.size();
    }

    /** Nothing is forwarded any more, either way; connections stay open and new ones are taken without an answer. */
    public void freeze() {
        faults.freeze(EnumSet.allOf(Direction.class));
    }

    /** Nothing is forwarded this way any more, as when a router drops its packets; the other way goes on. */
    public void freeze(Direction direction) {
        faults.freeze(EnumSet.of(direction));
    }

    /** Forwarding goes on where it was stopped, both ways. */
    public void thaw() {
        faults.thaw();
    }

    /** What is read this way is passed on that much later, at most 16 KiB at a time; zero ends it. */
    public void delay(Direction direction, Duration delay) {
        faults.delay(direction, delay);
    }

    /** Every write carries at most this many bytes, both ways; {@code Integer.MAX_VALUE} ends it. */
    public void pieces(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a piece has at least one byte, not " + bytes);
        }
        faults.pieces(bytes);
    }

    /**
     * Exactly this many bytes more pass this way, over all connections; the connection that brings the next byte is
     * ended there: its receiver sees the end of the stream (FIN), its sender a reset. Once; what comes after passes.
     */
    public void cutAfter(Direction direction, long bytes) {
        faults.cutAfter(direction, bytes);
    }

    /** Ends (FIN) every connection in order, towards both ends; new connections are taken as before. */
    public void endAll() {
        connections.forEach(ProxiedConnection::end);
    }

    /** Resets (RST) every connection, towards both ends; new connections are taken as before. */
    public void cutAll() {
        connections.forEach(ProxiedConnection::reset);
    }

    /** New connections go to this address, as after a failover; existing ones stay where they are. */
    public void retarget(String host, int targetPort) {
        target = new InetSocketAddress(host, targetPort);
    }

    /** Every piece of bytes that comes from the server is passed on as this makes it. */
    public void rewriteFromServer(UnaryOperator<byte[]> rewriting) {
        faults.rewriteFromServer(rewriting);
    }

    /** New connections are refused; existing ones stay. */
    public synchronized void refuse() {
        ServerSocket open = listener;
        Thread accepting = acceptor;
        if (open == null || accepting == null) {
            return;
        }
        listener = null;
        try {
            open.close();
            // The port listens until the thread that waits on it has let go.
            accepting.join();
        } catch (IOException e) {
            throw new TestkitException("cannot close the listener on port " + port, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** New connections are taken again, on the same port. */
    public synchronized void accept() {
        if (listener != null) {
            return;
        }
        try {
            ServerSocket open = new ServerSocket();
            open.setReuseAddress(true);
            open.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            listener = open;
            acceptor = startThread("accept", () -> acceptFrom(open));
        } catch (IOException e) {
            throw new TestkitException("cannot listen on port " + port, e);
        }
    }

    /** Resets every connection and listens no more. */
    @Override
    public void close() {
        refuse();
        faults.close();
        cutAll();
    }

    private void acceptFrom(ServerSocket open) {
        while (!open.isClosed()) {
            try {
                Socket client = open.accept();
                ProxiedConnection connection = new ProxiedConnection(client, faults, connections::remove);
                connections.add(connection);
                startThread("dial", () -> connection.forward(target));
            } catch (IOException e) {
                // The listener was closed; the loop's condition says so.
                continue;
            }
        }
    }

    static Thread startThread(String role, Runnable task) {
        Thread thread = new Thread(task, "faulty-proxy-" + role);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
