package dev.cdcnotifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.change.ChangeMapper;
import dev.cdcnotifier.delivery.DeliverySettings;
import dev.cdcnotifier.delivery.Murmur2;
import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.pg.TableName;
import dev.cdcnotifier.replication.Provision;
import dev.cdcnotifier.replication.PublicationSpec;
import dev.cdcnotifier.slot.SlotSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left when a notifier did not start, or has ended. There is no server here. */
@Timeout(60)
class CdcNotifierTest {

    private static final PublicationSpec PUBLICATION = new PublicationSpec(
            new PublicationName("p"), List.of(new PublicationSpec.Table(new TableName("public", "rows"), false)));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void a_start_that_fails_half_way_leaves_no_pool_and_no_meter_behind() {
        CdcNotifier.Builder builder =
                CdcNotifier.builder().meters(registry).stream(stream("good", List.of(PUBLICATION))).stream(
                        stream("bad", List.of()));
        assertThatThrownBy(builder::start).isInstanceOf(IllegalArgumentException.class);
        assertThat(registry.getMeters()).isEmpty();
        awaitNoControlThread();
    }

    @Test
    void a_notifier_is_closed_twice_by_several_threads_and_started_again_with_the_same_meters() throws Exception {
        for (int round = 0; round < 2; round++) {
            CdcNotifier notifier = CdcNotifier.builder().meters(registry).stream(stream("s", List.of(PUBLICATION)))
                    .start();
            assertThat(registry.find("cdc.lag.bytes").gauges()).hasSize(1);
            CountDownLatch closed = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                new Thread(() -> {
                            notifier.close(Duration.ZERO);
                            closed.countDown();
                        })
                        .start();
            }
            closed.await();
            notifier.close();
            assertThat(registry.getMeters()).isEmpty();
            awaitNoControlThread();
        }
    }

    /** The pool waits for its threads to end their work, not for them to be gone. */
    private static void awaitNoControlThread() {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (controlThreads() > 0) {
            assertThat(System.nanoTime() - end).as("control threads are left").isNegative();
            Thread.onSpinWait();
        }
    }

    private static long controlThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("cdc-control 127.0.0.1 1/none"))
                .count();
    }

    private static SlotSettings stream(String name, List<PublicationSpec> publications) {
        return new SlotSettings(
                name,
                new PgEndpoint("127.0.0.1", 1, "none", "none", new Secret("none"), Map.of()),
                new SlotName("slot"),
                publications,
                Provision.CREATE,
                Provision.CREATE,
                false,
                false,
                CdcNotifierTest::noMapper,
                new DeliverySettings(Map.of(), new Murmur2(), Duration.ofSeconds(3), 3, 10_000, 16 << 20, true, null),
                Duration.ofMillis(500),
                Duration.ofSeconds(5));
    }

    private static ChangeMapper noMapper() {
        throw new AssertionError("there is no server to stream from");
    }
}
