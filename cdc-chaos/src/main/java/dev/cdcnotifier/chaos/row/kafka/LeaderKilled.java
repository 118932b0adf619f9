package dev.cdcnotifier.chaos.row.kafka;

import static dev.cdcnotifier.chaos.row.RowWorld.require;

import dev.cdcnotifier.chaos.oracle.Expected;
import dev.cdcnotifier.chaos.row.Row;
import dev.cdcnotifier.chaos.row.RowWorld;
import dev.cdcnotifier.testkit.KafkaCluster;
import java.time.Duration;

/** K4. */
final class LeaderKilled implements Row {

    private static final int BOUNCES = 5;
    private static final int PARTITIONS = 3;

    @Override
    public String id() {
        return "K4";
    }

    @Override
    public boolean clustered() {
        return true;
    }

    @Override
    public String claim() {
        return "a partition's leader of three brokers is killed five times; the next one is written to and nothing is lost"
                + " or reordered";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        KafkaCluster cluster = rows.world().cluster();
        String topic = Expected.eventTopic(rows.runner().name());
        Duration slowest = Duration.ZERO;
        rows.world().checker().strayWrites();
        for (int bounce = 0; bounce < BOUNCES; bounce++) {
            int partition = bounce % PARTITIONS;
            int leader = cluster.leader(topic, partition);
            cluster.kill9(leader);
            Duration back = rows.awaitRecovery();
            slowest = back.compareTo(slowest) > 0 ? back : slowest;
            require(cluster.leader(topic, partition) != leader, "broker " + leader + " still leads");
            cluster.restart(leader);
            cluster.awaitInSync();
        }
        rows.saw("slowest recovery " + slowest.toMillis() + " ms, without waiting for the broker; "
                + (rows.logCount("stream starts stream=") - 1) + " sessions ended");
    }
}
