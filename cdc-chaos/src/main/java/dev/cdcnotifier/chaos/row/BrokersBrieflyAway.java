package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.testkit.Await;
import java.time.Duration;

/** K1. */
final class BrokersBrieflyAway implements Row {

    /** Of a delivery deadline of 4 s. */
    private static final Duration AWAY = Duration.ofMillis(2_500);

    @Override
    public String id() {
        return "K1";
    }

    @Override
    public String claim() {
        return "the broker is frozen for less than the delivery deadline; nothing is repeated";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        long before = rows.repeats();
        rows.world().kafkaProxy().freeze();
        long frozen = System.nanoTime();
        rows.awaitCommits();
        Await.until(
                "the broker to be away for " + AWAY,
                Duration.ofSeconds(30),
                () -> RowWorld.since(frozen).compareTo(AWAY) >= 0);
        rows.world().kafkaProxy().thaw();
        rows.within("delivering again", RowWorld.KAFKA_BACK, rows.awaitRecovery());
        long repeats = rows.repeats() - before;
        RowWorld.require(repeats == 0, repeats + " records were repeated");
    }
}
