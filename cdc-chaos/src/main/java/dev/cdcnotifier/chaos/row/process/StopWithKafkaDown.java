package dev.cdcnotifier.chaos.row.process;

import static dev.cdcnotifier.chaos.row.RowWorld.require;

import dev.cdcnotifier.chaos.row.Row;
import dev.cdcnotifier.chaos.row.RowWorld;
import java.time.Duration;

/** H5. */
final class StopWithKafkaDown implements Row {

    /** The time it gives to what is in flight, and what a slow machine needs beside it. */
    private static final Duration STOP = Duration.ofSeconds(10).plusSeconds(5);

    @Override
    public String id() {
        return "H5";
    }

    @Override
    public String claim() {
        return "SIGTERM with Kafka frozen; the process ends in time with code 0, and nothing is confirmed too far";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.world().checker().strayWrites();
        rows.world().kafka().freeze();
        rows.expectState("BACKPRESSURE", "delivery_slow");
        rows.runner().signal("TERM");
        long told = System.nanoTime();
        require(rows.runner().awaitExit(STOP), "still there after " + STOP);
        Duration ended = RowWorld.since(told);
        require(rows.runner().exitCode() == 0, "exit code " + rows.runner().exitCode());
        rows.world().kafka().thaw();
        rows.runner().start();
        Duration back = rows.awaitRecovery();
        rows.saw("ended after " + ended.toMillis() + " ms; back " + back.toMillis() + " ms after the next start");
    }
}
