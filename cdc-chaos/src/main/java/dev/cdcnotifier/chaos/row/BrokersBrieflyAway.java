package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.testkit.Await;
import java.time.Duration;

/** K1. */
final class BrokersBrieflyAway implements Row {

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
        long position = rows.world().walPosition();
        rows.world().kafkaProxy().freeze();
        Await.until(
                "something committed while Kafka is away",
                Duration.ofSeconds(10),
                () -> rows.world().walPosition() > position + 1_000);
        rows.world().kafkaProxy().thaw();
        rows.awaitRecovery();
        long repeats = rows.repeats() - before;
        RowWorld.require(repeats == 0, repeats + " records were repeated");
    }
}
