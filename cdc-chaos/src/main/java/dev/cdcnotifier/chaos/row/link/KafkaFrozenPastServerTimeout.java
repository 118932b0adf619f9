package dev.cdcnotifier.chaos.row.link;

import static dev.cdcnotifier.chaos.row.RowWorld.require;

import dev.cdcnotifier.chaos.row.Row;
import dev.cdcnotifier.chaos.row.RowWorld;
import dev.cdcnotifier.testkit.Await;
import java.time.Duration;

/** N17. */
final class KafkaFrozenPastServerTimeout implements Row {

    private static final Duration SERVER_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration PAST = SERVER_TIMEOUT.plusSeconds(4);

    @Override
    public String id() {
        return "N17";
    }

    @Override
    public String claim() {
        return "Kafka is frozen for longer than wal_sender_timeout and shorter than the deadline; the session survives and"
                + " nothing is repeated";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.runner().signal("TERM");
        require(rows.runner().awaitExit(Duration.ofSeconds(20)), "did not stop");
        // A window that fills: the loop must not read, and has to go on talking to the server all the same.
        rows.runner().configure("cdc-notifier.progressor { resend-timeout = 10 s, window.records = 100 }");
        rows.runner().start();
        rows.awaitRecovery();
        String session = rows.walsender();
        long before = rows.repeats();
        require(!session.isEmpty(), "nobody streams");
        rows.world().kafkaProxy().freeze();
        long frozen = System.nanoTime();
        rows.expectState("BACKPRESSURE", "delivery_slow");
        long[] silent = {0};
        Await.until("the server's timeout to pass", PAST.plusSeconds(30), () -> {
            silent[0] = Math.max(silent[0], rows.replyAge().toMillis());
            require(rows.walsender().equals(session), "the session did not survive");
            return RowWorld.since(frozen).compareTo(PAST) > 0;
        });
        rows.world().kafkaProxy().thaw();
        rows.within("delivering again", RowWorld.KAFKA_BACK, rows.awaitRecovery());
        require(rows.walsender().equals(session), "the session did not survive the thaw");
        require(rows.repeats() == before, rows.repeats() - before + " records were repeated");
        rows.saw("the server was never without an answer for more than " + silent[0] + " ms");
    }
}
