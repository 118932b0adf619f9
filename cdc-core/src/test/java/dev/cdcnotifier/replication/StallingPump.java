package dev.cdcnotifier.replication;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Forwards connections to a server and stops, without closing, after a number of bytes from it. */
final class StallingPump implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);

    StallingPump(String host, int port) throws IOException {
        start(() -> {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(host, port);
                sockets.addAll(List.of(client, server));
                start(() -> pump(client, server, new AtomicLong(Long.MAX_VALUE)));
                start(() -> pump(server, client, left));
            }
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    void stallAfter(long bytesFromServer) {
        left.set(bytesFromServer);
    }

    private static void pump(Socket from, Socket to, AtomicLong left) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int count = in.read(buffer); count >= 0 && left.addAndGet(-count) >= 0; count = in.read(buffer)) {
            out.write(buffer, 0, count);
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void start(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // The test is over: its sockets are closed.
                    }
                },
                "stalling-pump");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
