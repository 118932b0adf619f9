package dev.cdcnotifier.replication;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * As much of a connection pooler as a stream notices: it refuses what it does not know in a startup packet, as PgBouncer
 * does by default, or leaves it out, as with {@code ignore_startup_parameters}. Seen of PgBouncer 1.18.
 */
final class FakePooler implements AutoCloseable {

    private static final int SSL_REQUEST = 80877103;
    private static final int CANCEL_REQUEST = 80877102;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final String host;
    private final int port;
    private final Set<String> refused;
    private final Set<String> leftOut;

    /**
     * @param refused startup parameters that end a connection
     * @param leftOut startup parameters that the server never sees
     */
    FakePooler(String host, int port, Set<String> refused, Set<String> leftOut) throws IOException {
        this.host = host;
        this.port = port;
        this.refused = refused;
        this.leftOut = leftOut;
        new Thread(this::accept, "fake-pooler").start();
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                new Thread(() -> serve(client), "fake-pooler-client").start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            int length = in.readInt();
            int code = in.readInt();
            if (code == SSL_REQUEST) {
                client.getOutputStream().write('N');
                length = in.readInt();
                code = in.readInt();
            }
            if (code != CANCEL_REQUEST) {
                start(client, code, in.readNBytes(length - 8));
            }
        } catch (IOException e) {
            // One of both has gone.
        }
    }

    private void start(Socket client, int protocol, byte[] packet) throws IOException {
        List<String> words = List.of(new String(packet, StandardCharsets.UTF_8).split("\0", -1));
        List<String> kept = new ArrayList<>();
        for (int i = 0; i + 1 < words.size() && !words.get(i).isEmpty(); i += 2) {
            if (refused.contains(words.get(i))) {
                refuse(client, words.get(i));
                return;
            }
            if (!leftOut.contains(words.get(i))) {
                kept.add(words.get(i));
                kept.add(words.get(i + 1));
            }
        }
        try (Socket server = new Socket(host, port)) {
            sockets.add(server);
            byte[] body = (String.join("\0", kept) + "\0\0").getBytes(StandardCharsets.UTF_8);
            DataOutputStream out = new DataOutputStream(server.getOutputStream());
            out.writeInt(body.length + 8);
            out.writeInt(protocol);
            out.write(body);
            out.flush();
            new Thread(() -> pump(server, client), "fake-pooler-server").start();
            copy(client.getInputStream(), server.getOutputStream());
        }
    }

    private static void refuse(Socket client, String parameter) throws IOException {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        for (String field : List.of("SFATAL", "C08P01", "Munsupported startup parameter: " + parameter, "")) {
            fields.writeBytes(field.getBytes(StandardCharsets.UTF_8));
            fields.write(0);
        }
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        out.writeByte('E');
        out.writeInt(fields.size() + 4);
        out.write(fields.toByteArray());
        out.flush();
    }

    private static void pump(Socket from, Socket to) {
        try {
            copy(from.getInputStream(), to.getOutputStream());
            to.close();
        } catch (IOException | UncheckedIOException e) {
            // One of both has gone.
        }
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        in.transferTo(out);
    }
}
