package dev.cdcnotifier.chaos.row.link;

import static dev.cdcnotifier.chaos.row.RowWorld.require;

import dev.cdcnotifier.chaos.row.Row;
import dev.cdcnotifier.chaos.row.RowWorld;
import dev.cdcnotifier.chaos.world.Lane;
import java.time.Duration;

/** N15. */
final class TwoRunners implements Row {

    /** A frozen client is given up after the wal_sender_timeout of 20 s. */
    private static final Duration FROM_FROZEN = Duration.ofSeconds(20).plus(RowWorld.BACK);

    @Override
    public String id() {
        return "N15";
    }

    @Override
    public String claim() {
        return "two runners on one slot: one streams, the other stands by, and takes over when the first is killed or"
                + " frozen; one that thaws stands by";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        Lane first = rows.runner();
        Lane second = rows.world().twin(first);
        second.start();
        RowWorld.expectState(second, "STANDBY", "slot_busy");
        first.kill9();
        RowWorld.expectState(second, "STREAMING", "");
        Duration fromKilled = rows.awaitRecovery();
        require(fromKilled.compareTo(RowWorld.BACK) < 0, "taken over after " + fromKilled);
        first.start();
        RowWorld.expectState(first, "STANDBY", "slot_busy");

        rows.world().checker().strayWrites();
        second.signal("STOP");
        long frozen = System.nanoTime();
        RowWorld.expectState(first, "STREAMING", "");
        rows.awaitRecovery();
        Duration fromFrozen = RowWorld.since(frozen);
        second.signal("CONT");
        RowWorld.expectState(second, "STANDBY", "slot_busy");
        RowWorld.expectState(first, "STREAMING", "");
        rows.awaitRecovery();
        rows.saw("taken over from a killed one after " + fromKilled.toMillis() + " ms, from a frozen one after "
                + fromFrozen.toMillis() + " ms");
        require(fromFrozen.compareTo(FROM_FROZEN) < 0, "taken over from a frozen one after " + fromFrozen);
        second.kill9();
    }
}
