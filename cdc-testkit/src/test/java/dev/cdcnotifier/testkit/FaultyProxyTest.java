package dev.cdcnotifier.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultyProxyTest {

    private static final Duration WAIT = Duration.ofSeconds(60);

    private ServerSocket target;
    private FaultyProxy proxy;

    @BeforeEach
    void setUp() throws IOException {
        target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        proxy = FaultyProxy.to("127.0.0.1", target.getLocalPort());
    }

    @AfterEach
    void tearDown() throws IOException {
        proxy.close();
        target.close();
    }

    @Test
    void bytes_pass_both_ways_and_the_end_of_each_way_passes_too() throws Exception {
        try (Socket client = connect();
                Socket server = target.accept()) {
            client.getOutputStream().write("ping".getBytes(StandardCharsets.UTF_8));
            client.shutdownOutput();
            assertThat(server.getInputStream().readAllBytes()).isEqualTo("ping".getBytes(StandardCharsets.UTF_8));
            server.getOutputStream().write("pong".getBytes(StandardCharsets.UTF_8));
            server.close();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo("pong".getBytes(StandardCharsets.UTF_8));
        }
        Await.until("the connection to be over", WAIT, () -> proxy.connections() == 0);
    }

    @Test
    void frozen_connections_stay_open_and_lose_nothing() throws Exception {
        try (Socket client = connect();
                Socket server = target.accept()) {
            assertThat(proxy.connections()).isEqualTo(1);
            proxy.freeze();
            client.getOutputStream().write(new byte[] {1, 2, 3});
            server.setSoTimeout(200);
            assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            proxy.thaw();
            server.setSoTimeout((int) WAIT.toMillis());
            assertThat(server.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void a_frozen_proxy_takes_new_connections_and_forwards_them_when_thawed() throws Exception {
        proxy.freeze();
        try (Socket client = connect()) {
            client.getOutputStream().write(7);
            proxy.thaw();
            try (Socket server = target.accept()) {
                assertThat(server.getInputStream().read()).isEqualTo(7);
            }
        }
    }

    @Test
    void a_cut_resets_both_ends() throws Exception {
        try (Socket client = connect();
                Socket server = target.accept()) {
            proxy.cutAll();
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            assertThatThrownBy(() -> server.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            assertThat(proxy.connections()).isZero();
        }
    }

    @Test
    void refusing_keeps_old_connections_and_accepting_listens_on_the_same_port() throws Exception {
        try (Socket client = connect();
                Socket server = target.accept()) {
            proxy.refuse();
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            client.getOutputStream().write(5);
            assertThat(server.getInputStream().read()).isEqualTo(5);

            proxy.accept();
            connect().close();
        }
    }

    @Test
    void a_target_that_is_not_there_resets_the_client() throws Exception {
        target.close();
        try (Socket client = connect()) {
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void a_direction_that_is_frozen_holds_its_bytes_while_the_other_goes_on() throws Exception {
        try (Socket client = connect();
                Socket server = target.accept()) {
            proxy.freeze(Direction.TO_CLIENT);
            server.getOutputStream().write(1);
            client.getOutputStream().write(2);
            assertThat(server.getInputStream().read()).isEqualTo(2);
            client.setSoTimeout(200);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            proxy.thaw();
            client.setSoTimeout((int) WAIT.toMillis());
            assertThat(client.getInputStream().read()).isEqualTo(1);
        }
    }

    @Test
    void a_connection_is_made_while_only_one_direction_is_frozen() throws Exception {
        proxy.freeze(Direction.TO_SERVER);
        target.setSoTimeout((int) WAIT.toMillis());
        try (Socket client = connect();
                Socket server = target.accept()) {
            server.getOutputStream().write(9);
            assertThat(client.getInputStream().read()).isEqualTo(9);
        }
    }

    @Test
    void a_delay_holds_bytes_back_at_least_that_long_one_way() throws Exception {
        try (Socket client = connect();
                Socket server = target.accept()) {
            proxy.delay(Direction.TO_SERVER, Duration.ofMillis(300));
            long sent = System.nanoTime();
            client.getOutputStream().write(1);
            assertThat(server.getInputStream().read()).isEqualTo(1);
            assertThat(System.nanoTime() - sent)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(300).toNanos());
        }
    }

    @Test
    void a_cut_after_some_bytes_passes_exactly_these_and_ends_only_one_connection() throws Exception {
        try (Socket client = connect();
                Socket server = target.accept()) {
            proxy.cutAfter(Direction.TO_SERVER, 5);
            client.getOutputStream().write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
            assertThat(server.getInputStream().readAllBytes()).containsExactly(1, 2, 3, 4, 5);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        try (Socket client = connect();
                Socket server = target.accept()) {
            client.getOutputStream().write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
            assertThat(server.getInputStream().readNBytes(8)).hasSize(8);
        }
    }

    @Test
    void bytes_in_pieces_of_one_arrive_whole_and_in_order() throws Exception {
        proxy.pieces(1);
        byte[] sent = new byte[5_000];
        new Random(1).nextBytes(sent);
        try (Socket client = connect();
                Socket server = target.accept()) {
            client.getOutputStream().write(sent);
            assertThat(server.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
        }
        assertThatThrownBy(() -> proxy.pieces(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_end_in_order_is_no_reset() throws Exception {
        try (Socket client = connect();
                Socket server = target.accept()) {
            Await.until("the connection to be dialled", WAIT, () -> proxy.connections() == 1);
            proxy.endAll();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(server.getInputStream().read()).isEqualTo(-1);
        }
        Await.until("the connection to be over", WAIT, () -> proxy.connections() == 0);
    }

    @Test
    void after_a_change_of_target_new_connections_go_there_and_old_ones_stay() throws Exception {
        try (ServerSocket second = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Socket old = connect();
                Socket oldServer = target.accept()) {
            proxy.retarget("127.0.0.1", second.getLocalPort());
            second.setSoTimeout((int) WAIT.toMillis());
            try (Socket client = connect();
                    Socket server = second.accept()) {
                client.getOutputStream().write(2);
                assertThat(server.getInputStream().read()).isEqualTo(2);
            }
            old.getOutputStream().write(1);
            assertThat(oldServer.getInputStream().read()).isEqualTo(1);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout((int) WAIT.toMillis());
        return socket;
    }
}
