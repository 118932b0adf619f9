package dev.cdcnotifier.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One client's connection through a {@link FaultyProxy}: two sockets and a thread for each direction. */
final class ProxiedConnection {

    private static final int BUFFER_BYTES = 16 * 1024;

    private final Socket client;
    private final Socket server = new Socket();
    private final LinkFaults faults;
    private final Consumer<ProxiedConnection> onEnd;
    private final AtomicInteger openDirections = new AtomicInteger(2);

    ProxiedConnection(Socket client, LinkFaults faults, Consumer<ProxiedConnection> onEnd) {
        this.client = client;
        this.faults = faults;
        this.onEnd = onEnd;
    }

    /** Connects to the target and forwards until both ends have closed or one is reset. */
    void forward(InetSocketAddress target) {
        try {
            if (!faults.awaitConnect()) {
                reset();
                return;
            }
            server.connect(target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException e) {
            reset();
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reset();
            return;
        }
        FaultyProxy.startThread("back", () -> pump(server, client, Direction.TO_CLIENT));
        pump(client, server, Direction.TO_SERVER);
    }

    private void pump(Socket from, Socket to, Direction direction) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (!faults.awaitPassage(direction)) {
                    break;
                }
                if (!forward(out, faults.rewritten(direction, buffer, n), direction)) {
                    to.shutdownOutput();
                    reset(from);
                    break;
                }
            }
            // The end of the stream is news too, and is held back like any other.
            faults.awaitPassage(direction);
            to.shutdownOutput();
        } catch (IOException e) {
            reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reset();
        }
        if (openDirections.decrementAndGet() == 0) {
            close();
        }
    }

    // False where the connection is to be cut.
    private boolean forward(OutputStream out, byte[] bytes, Direction direction) throws IOException {
        int passed = 0;
        while (passed < bytes.length) {
            int piece = faults.nextPiece(direction, bytes.length - passed);
            if (piece < 0) {
                return false;
            }
            out.write(bytes, passed, piece);
            passed += piece;
        }
        return true;
    }

    /** Closes both sockets with RST. */
    void reset() {
        reset(client);
        reset(server);
        onEnd.accept(this);
    }

    /** Closes both sockets with FIN. */
    void end() {
        end(client);
        end(server);
        close();
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // Closed already: there is nothing left to reset.
            return;
        }
        close(socket);
    }

    // Said before the close: a socket that is closed with bytes unread sends RST and nothing else.
    private static void end(Socket socket) {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // Ended already.
            return;
        }
    }

    private void close() {
        close(client);
        close(server);
        onEnd.accept(this);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Closing is all there was to do.
            return;
        }
    }
}
