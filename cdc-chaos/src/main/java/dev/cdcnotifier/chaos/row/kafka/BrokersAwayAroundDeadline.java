package dev.cdcnotifier.chaos.row.kafka;

import static dev.cdcnotifier.chaos.row.RowWorld.require;

import dev.cdcnotifier.chaos.row.Row;
import dev.cdcnotifier.chaos.row.RowWorld;
import dev.cdcnotifier.testkit.Await;
import java.time.Duration;
import java.util.List;

/** K3. */
final class BrokersAwayAroundDeadline implements Row {

    /** Around the deadline of 4 s; the session of one that is a little shorter may give up or not. */
    private static final List<Integer> MILLIS = List.of(2_800, 3_300, 3_700, 3_900, 4_000, 4_100, 4_300, 4_700);

    @Override
    public String id() {
        return "K3";
    }

    @Override
    public String claim() {
        return "the broker, or the way to it, is frozen for times just around the delivery deadline; what is given up and"
                + " what comes late after all reorders nothing";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.world().checker().strayWrites();
        Duration slowest = Duration.ZERO;
        for (int i = 0; i < MILLIS.size(); i++) {
            boolean link = i % 2 == 0;
            freeze(rows, link);
            long frozen = System.nanoTime();
            long millis = MILLIS.get(i);
            Await.until(
                    "the broker to be away for " + millis + " ms",
                    Duration.ofSeconds(30),
                    () -> RowWorld.since(frozen).toMillis() >= millis);
            thaw(rows, link);
            Duration back = rows.awaitRecovery();
            slowest = back.compareTo(slowest) > 0 ? back : slowest;
        }
        long givenUp = rows.logCount("stream starts stream=") - 1;
        rows.saw(MILLIS.size() + " freezes ended " + givenUp + " sessions; slowest recovery " + slowest.toMillis()
                + " ms");
        require(givenUp > 0, "no freeze was long enough to end a session");
        require(slowest.compareTo(RowWorld.BACK) < 0, "back after " + slowest);
    }

    private static void freeze(RowWorld rows, boolean link) {
        if (link) {
            rows.world().kafkaProxy().freeze();
        } else {
            rows.world().kafka().freeze();
        }
    }

    private static void thaw(RowWorld rows, boolean link) {
        if (link) {
            rows.world().kafkaProxy().thaw();
        } else {
            rows.world().kafka().thaw();
        }
    }
}
