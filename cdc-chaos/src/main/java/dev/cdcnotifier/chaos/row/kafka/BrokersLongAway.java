package dev.cdcnotifier.chaos.row.kafka;

import static dev.cdcnotifier.chaos.row.RowWorld.require;

import dev.cdcnotifier.chaos.row.Row;
import dev.cdcnotifier.chaos.row.RowWorld;
import java.time.Duration;

/** K2. */
final class BrokersLongAway implements Row {

    @Override
    public String id() {
        return "K2";
    }

    @Override
    public String claim() {
        return "the broker is frozen for longer than the delivery deadline; the stream says so, retries and loses and"
                + " reorders nothing";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.world().checker().strayWrites();
        rows.world().kafka().freeze();
        rows.expectState("BACKPRESSURE", "delivery_slow");
        rows.expectState("RETRY", "delivery_deadline");
        // What the next sessions meet; the broker has the first one's requests in its sockets all that time.
        rows.expectState("RETRY", "kafka_unavailable");
        rows.world().kafka().thaw();
        Duration back = rows.awaitRecovery();
        rows.saw("back after " + back.toMillis() + " ms");
        require(back.compareTo(RowWorld.BACK) < 0, "back after " + back);
    }
}
