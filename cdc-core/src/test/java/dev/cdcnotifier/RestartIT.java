package dev.cdcnotifier;

import static dev.cdcnotifier.StreamFixture.awaitState;
import static dev.cdcnotifier.StreamFixture.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PostgreSQL stops and starts under a stream with a load. */
@Timeout(300)
class RestartIT {

    private static final int KEYS = 5;

    /** For hangs: a server that waits for us waits for ever. */
    private static final Duration NOT_FOR_EVER = Duration.ofSeconds(60);

    /** The oldest and the newest. */
    static List<Integer> versions() {
        List<Integer> all = PgServer.versions();
        return List.of(all.get(0), all.get(all.size() - 1));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_fast_stop_and_a_crash_of_postgresql_are_not_held_up_and_lose_nothing(int major) throws Exception {
        try (KafkaBroker kafka = KafkaBroker.start();
                PgServer server = PgServer.builder(major).durable().start();
                StreamFixture fixture = new StreamFixture(server, kafka)) {
            CountingLoad.insertKeys(fixture, KEYS);
            try (CdcNotifier notifier = fixture.startStreaming();
                    CountingLoad load = new CountingLoad(() -> fixture.pg.connect(fixture.database), KEYS)) {
                load.awaitMore(100);
                server.stopFast(NOT_FOR_EVER);
                server.restart();
                load.awaitMore(100);
                server.kill9();
                awaitState(notifier, "RETRY");
                server.restart();
                load.awaitMore(100);
                awaitStatus(
                        notifier,
                        "a recovery",
                        status ->
                                status.restarts() >= 2 && status.state().name().equals("STREAMING"));
                load.assertComplete(fixture);
            }
        }
    }

    @Test
    void a_fast_stop_of_postgresql_while_kafka_is_frozen_waits_for_the_deadline_and_no_longer() throws Exception {
        int major = versions().get(1);
        try (KafkaBroker kafka = KafkaBroker.builder().ownProcess().start();
                PgServer server = PgServer.builder(major).durable().start();
                StreamFixture fixture = new StreamFixture(server, kafka)) {
            fixture.resendTimeout = Duration.ofSeconds(1);
            try (CdcNotifier notifier = fixture.startStreaming()) {
                fixture.insert(1, "before");
                fixture.awaitMessages("1=before");
                kafka.freeze();
                fixture.insert(2, "frozen");
                awaitStatus(notifier, "in flight", status -> status.progress().inFlightRecords() > 0);
                long before = System.nanoTime();
                server.stopFast(NOT_FOR_EVER);
                System.out.println("stopped after " + Duration.ofNanos(System.nanoTime() - before));
                server.restart();
                kafka.thaw();
                awaitState(notifier, "STREAMING");
                fixture.awaitMessages("1=before", "2=frozen");
                assertThat(notifier.streams().get(0).restarts()).isPositive();
            }
        }
    }
}
