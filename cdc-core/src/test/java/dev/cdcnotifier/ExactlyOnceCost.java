package dev.cdcnotifier;

import static dev.cdcnotifier.StreamFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * How long one backlog of small transactions takes in each mode, in turns. No test, since a machine's mood is not a claim:
 * {@code mvn verify -pl cdc-core -am -Dit.test=ExactlyOnceCost -Dcdc.test.backlog=100000}.
 */
class ExactlyOnceCost {

    private static final int BACKLOG = Integer.getInteger("cdc.test.backlog", 100_000);
    private static final int ROUNDS = Integer.getInteger("cdc.test.rounds", 3);

    @Test
    void measure() throws Exception {
        List<Long> once = new ArrayList<>();
        List<Long> atLeastOnce = new ArrayList<>();
        try (PgServer pg = PgServer.start(16);
                KafkaBroker kafka = KafkaBroker.builder().ownProcess().start()) {
            for (int round = 0; round <= ROUNDS; round++) {
                long plain = drain(pg, kafka, null);
                long transactional = drain(pg, kafka, "positions");
                // The first round warms up.
                if (round > 0) {
                    atLeastOnce.add(plain);
                    once.add(transactional);
                }
            }
        }
        System.out.println("COST at-least-once ms=" + atLeastOnce + " exactly-once ms=" + once);
        assertThat(once).hasSize(ROUNDS);
    }

    private static long drain(PgServer pg, KafkaBroker kafka, String positionTopic) throws Exception {
        try (StreamFixture fixture = new StreamFixture(pg, kafka)) {
            fixture.positionTopic = positionTopic;
            fixture.startStreaming().close(Duration.ofSeconds(10));
            fixture.execute("DO $$ BEGIN FOR i IN 1.." + BACKLOG
                    + " LOOP INSERT INTO rows VALUES (i, repeat('x', 500)); COMMIT; END LOOP; END $$");
            Lsn end = fixture.walEnd();
            long before = System.nanoTime();
            try (CdcNotifier notifier = fixture.start()) {
                await(
                        "drained",
                        () -> !notifier.streams().get(0).progress().confirmed().isBefore(end));
                return Duration.ofNanos(System.nanoTime() - before).toMillis();
            }
        }
    }
}
