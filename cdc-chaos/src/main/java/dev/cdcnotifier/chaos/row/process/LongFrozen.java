package dev.cdcnotifier.chaos.row.process;

import static dev.cdcnotifier.chaos.row.RowWorld.require;

import dev.cdcnotifier.chaos.row.Row;
import dev.cdcnotifier.chaos.row.RowWorld;
import dev.cdcnotifier.testkit.Await;
import java.time.Duration;

/** H7. */
final class LongFrozen implements Row {

    private static final Duration FROZEN = Duration.ofSeconds(70);
    private static final Duration SLOW_MACHINE = Duration.ofSeconds(30);

    @Override
    public String id() {
        return "H7";
    }

    @Override
    public String claim() {
        return "our JVM is frozen for 70 s while rows are committed; the server gives it up, and it goes on without a stale"
                + " confirmation";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.world().checker().strayWrites();
        String session = rows.walsender();
        rows.runner().signal("STOP");
        long began = System.nanoTime();
        require(!session.isEmpty(), "nobody streamed");
        Await.until(
                "70 s to pass",
                FROZEN.plus(SLOW_MACHINE),
                () -> RowWorld.since(began).compareTo(FROZEN) >= 0);
        require(rows.walsender().isEmpty(), "the server has not given the session up");
        rows.runner().signal("CONT");
        Duration back = rows.awaitRecovery();
        rows.saw("back after " + back.toMillis() + " ms");
        require(back.compareTo(RowWorld.BACK.multipliedBy(2)) < 0, "back after " + back);
    }
}
