package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.delivery.Murmur2;
import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.progressor.ExternalTermLimits;
import dev.cdcnotifier.progressor.NamespaceRoute;
import dev.cdcnotifier.progressor.ProgressorSlot;
import dev.cdcnotifier.replication.Provision;
import dev.cdcnotifier.runner.config.ConfigFile;
import dev.cdcnotifier.slot.SlotSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WiringTest {

    private static final String CONFIG =
            """
            cdc-notifier {
              databases { main { host = h, database = d, username = u, password = p } }
              kafka-clients { k { bootstrap.servers = "b:1" } }
              progressor.streams.main.slot { ns { kafka-client = k, eventsink-topic = e, lifecycle-topic = l } }
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void the_defaults_of_reference_conf_are_those_of_the_library() throws Exception {
        assertSame(settings(CONFIG), library());
    }

    @Test
    void every_setting_reaches_the_stream() throws Exception {
        SlotSettings configured = settings(
                CONFIG
                        + """
                  cdc-notifier.progressor {
                    resend-timeout = 1 s, max-retries = 1, reconnect-timeout = 2 s, partitioner = murmur2
                    publications = verify, slot = verify, failover-slot = true, binary = false
                    on-poison = dead-letter, dead-letter-topic = dead
                    window { records = 7, bytes = 8 KiB }, status-interval = 4 s, headers = false
                    payload { levels = 9, inflated-bytes = 1 KiB, ratio = 3 }
                  }
                  """);

        assertSame(
                configured,
                library()
                        .resendTimeout(Duration.ofSeconds(1))
                        .maxRetries(1)
                        .reconnectTimeout(Duration.ofSeconds(2))
                        .partitioner(new Murmur2())
                        .publicationProvision(Provision.VERIFY)
                        .slotProvision(Provision.VERIFY)
                        .failoverSlot(true)
                        .binary(false)
                        .deadLetters(new Destination("k", "dead"))
                        .window(7, 8 << 10)
                        .statusInterval(Duration.ofSeconds(4))
                        .headers(false)
                        .payloadLimits(new ExternalTermLimits(9, 1_024, 3)));
    }

    private static ProgressorSlot library() {
        PgEndpoint endpoint = new PgEndpoint("h", 5432, "d", "u", new Secret("p"), Map.of("sslmode", "prefer"));
        return ProgressorSlot.named("main/slot", endpoint, new SlotName("slot"))
                .kafkaClient("k", Map.of("bootstrap.servers", "b:1"))
                .namespace(new NamespaceRoute("ns", "public", "k", "e", "l"));
    }

    private static void assertSame(SlotSettings configured, ProgressorSlot library) {
        assertThat(configured)
                .usingRecursiveComparison()
                .withStrictTypeChecking()
                .ignoringFields("mapper")
                .isEqualTo(library.build());
        assertThat(configured.mapper().get())
                .usingRecursiveComparison()
                .ignoringFields("terms.hash") // begins with a secret of its own
                .isEqualTo(library.build().mapper().get());
    }

    private SlotSettings settings(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("cdc.conf"), text);
        return Wiring.settings(ConfigFile.load(file).streams().get(0));
    }
}
