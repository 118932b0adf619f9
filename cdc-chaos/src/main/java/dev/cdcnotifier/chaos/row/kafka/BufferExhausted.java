package dev.cdcnotifier.chaos.row.kafka;

import static dev.cdcnotifier.chaos.row.RowWorld.require;

import dev.cdcnotifier.chaos.row.Row;
import dev.cdcnotifier.chaos.row.RowWorld;
import dev.cdcnotifier.testkit.Await;
import java.time.Duration;

/** K22. */
final class BufferExhausted implements Row {

    /** The status interval, and 2 s that a send may wait for the buffer. */
    private static final Duration SILENCE = Duration.ofSeconds(7);

    private static final Duration SLOW_MACHINE = Duration.ofSeconds(3);
    private static final Duration STOP = Duration.ofSeconds(20);

    @Override
    public String id() {
        return "K22";
    }

    @Override
    public String claim() {
        return "the producer's buffer is full while Kafka is frozen; the loop goes on talking to the server, the session"
                + " ends with a reason, and nothing is lost or reordered";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.runner().signal("TERM");
        require(rows.runner().awaitExit(STOP), "did not stop");
        rows.runner()
                .configure("cdc-notifier { kafka-clients.kafka { buffer.memory = 20000, batch.size = 1000 },"
                        + " progressor.resend-timeout = 10 s }");
        rows.runner().start();
        rows.awaitRecovery();
        rows.world().checker().strayWrites();
        rows.world().kafkaProxy().freeze();
        long[] silent = {0};
        Await.until("the session to end for a full buffer", Duration.ofSeconds(40), () -> {
            silent[0] = Math.max(silent[0], rows.replyAge().toMillis());
            return rows.logged("reason=kafka_unavailable") && rows.logged("Failed to allocate");
        });
        rows.world().kafkaProxy().thaw();
        Duration back = rows.awaitRecovery();
        rows.saw("the server was without an answer for " + silent[0] + " ms at the most; back after " + back.toMillis()
                + " ms");
        require(silent[0] < SILENCE.plus(SLOW_MACHINE).toMillis(), "the server heard nothing for " + silent[0] + " ms");
        require(back.compareTo(RowWorld.BACK.plusSeconds(10)) < 0, "back after " + back);
    }
}
