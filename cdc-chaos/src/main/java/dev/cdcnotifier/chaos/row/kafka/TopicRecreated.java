package dev.cdcnotifier.chaos.row.kafka;

import static dev.cdcnotifier.chaos.row.RowWorld.require;

import dev.cdcnotifier.chaos.oracle.Expected;
import dev.cdcnotifier.chaos.row.Row;
import dev.cdcnotifier.chaos.row.RowWorld;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** K24. */
final class TopicRecreated implements Row {

    private static final Duration TURN = Duration.ofSeconds(20);
    private static final int PARTITIONS = 3;

    @Override
    public String id() {
        return "K24";
    }

    @Override
    public String claim() {
        return "a topic is deleted and created again with one partition while it is written to, as a broker does for a client"
                + " that asks for it; nothing is sent to it, nor to a third one, until an operator accepts that one";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        String topic = Expected.eventTopic(rows.runner().name());
        rows.runner().signal("STOP");
        require(rows.world().checker().awaitTurn(TURN), "the checker does not come to an end");
        rows.world().kafka().deleteTopic(topic);
        rows.world().kafka().createTopic(topic, 1);
        long lost = System.nanoTime();
        rows.runner().signal("CONT");
        rows.expectState("NEEDS_OPERATOR", "topic_recreated");
        rows.within("stopped", RowWorld.NOTICED, RowWorld.since(lost));
        rows.expectMessage("topic " + topic + " ");
        rows.expectMessage("it had " + PARTITIONS + " partitions, it has 1 partition");
        String confirmed = rows.confirmed();
        rows.awaitAttempts(3);
        require(end(rows, topic) == 0, "messages went to the topic that was created again");

        rows.runner().signal("STOP");
        rows.world().kafka().deleteTopic(topic);
        rows.world().kafka().createTopic(topic, PARTITIONS);
        // The checker has to see the new topic while it is empty.
        require(rows.world().checker().awaitTurn(TURN), "the checker does not see the new topic");
        rows.runner().signal("CONT");
        rows.awaitAttempts(3);
        rows.expectState("NEEDS_OPERATOR", "topic_recreated");
        require(end(rows, topic) == 0, "messages went to a topic that nobody accepted");
        require(rows.confirmed().equals(confirmed), "confirmed while the topic was another");

        rows.stopRunner();
        rows.runner().start();
        rows.saw("back after " + rows.awaitRecovery().toMillis() + " ms");
    }

    /** How many messages have been written to the first partition. */
    private static long end(RowWorld rows, String topic) throws Exception {
        TopicPartition first = new TopicPartition(topic, 0);
        return rows.world()
                .kafka()
                .admin()
                .listOffsets(Map.of(first, OffsetSpec.latest()))
                .partitionResult(first)
                .get()
                .offset();
    }
}
