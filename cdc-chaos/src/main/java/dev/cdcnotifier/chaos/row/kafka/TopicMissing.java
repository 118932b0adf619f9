package dev.cdcnotifier.chaos.row.kafka;

import static dev.cdcnotifier.chaos.row.RowWorld.require;

import dev.cdcnotifier.chaos.oracle.Expected;
import dev.cdcnotifier.chaos.row.Row;
import dev.cdcnotifier.chaos.row.RowWorld;
import dev.cdcnotifier.testkit.Await;
import java.time.Duration;

/** K7 and K8. */
final class TopicMissing implements Row {

    private static final Duration TURN = Duration.ofSeconds(20);
    private static final int PARTITIONS = 3;

    private final boolean atStart;

    TopicMissing(boolean atStart) {
        this.atStart = atStart;
    }

    @Override
    public String id() {
        return atStart ? "K7" : "K8";
    }

    @Override
    public String claim() {
        return (atStart ? "a topic is missing at the start" : "a topic is deleted while it is written to")
                + "; the stream stops and names it, nobody makes it, and it goes on when somebody does";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        String topic = Expected.eventTopic(rows.runner().name());
        loseTopic(rows, topic);
        long lost = System.nanoTime();
        rows.expectState("NEEDS_OPERATOR", "topic_missing");
        rows.within("stopped", RowWorld.NOTICED, RowWorld.since(lost));
        require(rows.runner().streams().contains("topic " + topic + " "), "the message does not name " + topic);
        String confirmed = confirmed(rows);
        long attempts = restarts(rows);
        Await.until("three more attempts", Duration.ofSeconds(30), () -> restarts(rows) >= attempts + 3);
        require(!rows.world().kafka().topics().contains(topic), "somebody made the topic");
        require(confirmed(rows).equals(confirmed), "confirmed while the topic was missing");

        rows.runner().signal("STOP");
        rows.world().kafka().createTopic(topic, PARTITIONS);
        // The checker has to see the new topic while it is empty.
        require(rows.world().checker().awaitTurn(TURN), "the checker does not see the new topic");
        rows.runner().signal("CONT");
        Duration back = rows.awaitRecovery();
        rows.saw("back after " + back.toMillis() + " ms");
        require(back.compareTo(RowWorld.BACK) < 0, "back after " + back);
    }

    /** With everything in it read before, or it would count as lost. */
    private void loseTopic(RowWorld rows, String topic) throws Exception {
        if (atStart) {
            rows.runner().signal("TERM");
            require(rows.runner().awaitExit(TURN), "did not stop");
        } else {
            rows.runner().signal("STOP");
        }
        require(rows.world().checker().awaitTurn(TURN), "the checker does not come to an end");
        rows.world().kafka().deleteTopic(topic);
        if (atStart) {
            rows.runner().start();
        } else {
            rows.runner().signal("CONT");
        }
    }

    private static String confirmed(RowWorld rows) throws Exception {
        return rows.ask("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = 'lane1'");
    }

    private static long restarts(RowWorld rows) throws Exception {
        return Long.parseLong(rows.runner().streams().replaceAll("(?s).*\"restarts\":(\\d+).*", "$1"));
    }
}
