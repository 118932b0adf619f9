package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.testkit.TestkitException;
import java.time.Duration;

/** N18. */
final class ServerStops implements Row {

    private static final Duration WITH_KAFKA = Duration.ofSeconds(10);

    /** The delivery deadline of the harness's runners, and the row's 5 s. */
    private static final Duration WITHOUT_KAFKA = Duration.ofSeconds(4 + 5);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final boolean kafka;

    ServerStops(boolean kafka) {
        this.kafka = kafka;
    }

    @Override
    public String id() {
        return kafka ? "N18" : "N18k";
    }

    @Override
    public String claim() {
        return kafka
                ? "PostgreSQL is stopped with -m fast; it is gone within 10 s, and nothing is repeated afterwards"
                : "the same while Kafka is away; it is gone 5 s after the delivery deadline at the latest";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        long before = rows.repeats();
        if (!kafka) {
            rows.world().checker().strayWrites();
            rows.world().kafkaProxy().freeze();
            rows.awaitCommits();
        }
        long from = System.nanoTime();
        try {
            rows.world().postgres().stopFast(PATIENCE);
            rows.within("stopped", kafka ? WITH_KAFKA : WITHOUT_KAFKA, RowWorld.since(from));
        } catch (TestkitException e) {
            throw new AssertionError("the walsender keeps the server from stopping", e);
        } finally {
            rows.world().kafkaProxy().thaw();
            rows.world().postgres().restart();
        }
        rows.saw("delivering again after " + rows.awaitRecovery().toMillis() + " ms");
        long repeats = rows.repeats() - before;
        rows.saw(repeats + " records repeated");
        RowWorld.require(!kafka || repeats == 0, repeats + " records were repeated");
    }
}
