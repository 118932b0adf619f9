package dev.cdcnotifier.chaos.row.kafka;

import static dev.cdcnotifier.chaos.row.RowWorld.require;

import dev.cdcnotifier.chaos.oracle.Expected;
import dev.cdcnotifier.chaos.row.Row;
import dev.cdcnotifier.chaos.row.RowWorld;
import dev.cdcnotifier.testkit.KafkaCluster;
import java.time.Duration;
import java.util.List;

/** K5. */
final class ReplicasFrozen implements Row {

    @Override
    public String id() {
        return "K5";
    }

    @Override
    public boolean clustered() {
        return true;
    }

    @Override
    public String claim() {
        return "two of three replicas are frozen; nothing counts as delivered that one broker has alone, the stream waits"
                + " and says so, and goes on when they are back";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        KafkaCluster cluster = rows.world().cluster();
        int leader = cluster.leader(Expected.eventTopic(rows.runner().name()), 0);
        List<Integer> followers =
                KafkaCluster.BROKERS.stream().filter(id -> id != leader).toList();
        rows.world().checker().strayWrites();
        followers.forEach(cluster::freeze);
        rows.expectState("BACKPRESSURE", "delivery_slow");
        rows.expectState("RETRY", "delivery_deadline");
        long delivered = rows.world().checker().counts().delivered();
        followers.forEach(cluster::thaw);
        Duration back = rows.awaitRecovery();
        cluster.awaitInSync();
        rows.saw("back after " + back.toMillis() + " ms; " + delivered + " records were delivered before");
        require(back.compareTo(RowWorld.BACK.multipliedBy(3)) < 0, "back after " + back);
    }
}
