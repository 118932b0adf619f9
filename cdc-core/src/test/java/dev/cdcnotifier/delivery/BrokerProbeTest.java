package dev.cdcnotifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.delivery.BrokerProbe.Answer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BrokerProbeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void every_address_is_told_apart_by_what_is_wrong_with_it() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                ServerSocket bound = new ServerSocket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String open = "127.0.0.1:" + listening.getLocalPort();
            int refusing = bound.getLocalPort();
            bound.close();
            BrokerProbe probe =
                    BrokerProbe.of(open + ", 127.0.0.1:" + refusing + ",no-such-host.invalid:9092,nonsense", PATIENCE);
            assertThat(probe.answers())
                    .containsEntry(open, Answer.ACCEPTS)
                    .containsEntry("127.0.0.1:" + refusing, Answer.REFUSES)
                    .containsEntry("no-such-host.invalid:9092", Answer.UNKNOWN_HOST)
                    .containsEntry("nonsense", Answer.MALFORMED);
            assertThat(probe.isAnswered()).isTrue();
            assertThat(probe.found()).isEqualTo("no answer");
            assertThat(probe.inWords())
                    .contains(
                            open + " accepts connections",
                            "127.0.0.1:" + refusing + " refuses connections",
                            "no-such-host.invalid:9092: unknown host");
        }
    }

    @Test
    void brokers_of_which_none_listens_are_refused() throws Exception {
        ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        gone.close();
        BrokerProbe probe = BrokerProbe.of("PLAINTEXT://127.0.0.1:" + gone.getLocalPort(), PATIENCE);
        assertThat(probe.isAnswered()).isFalse();
        assertThat(probe.isUnresolvable()).isFalse();
        assertThat(probe.found()).isEqualTo("refused");
    }

    @Test
    void names_that_are_all_unknown_are_unresolvable() throws Exception {
        BrokerProbe probe = BrokerProbe.of("a.invalid:1,b.invalid:2", PATIENCE);
        assertThat(probe.isUnresolvable()).isTrue();
        assertThat(probe.found()).isEqualTo("unknown host");
    }
}
