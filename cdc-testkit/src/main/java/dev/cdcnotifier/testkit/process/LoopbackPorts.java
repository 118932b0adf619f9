package dev.cdcnotifier.testkit.process;

import dev.cdcnotifier.testkit.TestkitException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback interface that a server can keep over a restart. Any thread. */
public final class LoopbackPorts {

    // Below 32768, where Linux begins to take ports for outgoing connections: a client that reconnects to a stopped
    // server must not be able to occupy its port, or even, with bad luck, to connect to itself.
    private static final int FIRST = 18_000;
    private static final int LAST = 32_000;
    private static final int ATTEMPTS = 1_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private LoopbackPorts() {}

    /** A port nobody listens on now and that no test kit was given whose process still runs; the system reserves it for nobody. */
    public static int free() {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (bindable(port) && GIVEN.add(port) && PortClaims.claim(port)) {
                return port;
            }
        }
        throw new TestkitException("found no free port between " + FIRST + " and " + LAST);
    }

    private static boolean bindable(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
