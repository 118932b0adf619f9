package dev.cdcnotifier.chaos.row.once;

import dev.cdcnotifier.chaos.row.RowWorld;
import dev.cdcnotifier.testkit.Await;
import java.time.Duration;
import org.apache.kafka.clients.admin.TransactionState;

/** K15. */
final class TransactionTimedOut extends ExactlyOnceRow {

    /** The deadline of 4 s and 10 s, and the broker looks every 10 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private static final int ROWS = 20_000;

    @Override
    public String id() {
        return "K15";
    }

    @Override
    public String claim() {
        return "the runner is frozen in the midst of a Kafka transaction until the broker gives that up; what it held"
                + " comes once";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        try (KafkaTransactions transactions = new KafkaTransactions(
                rows.world().kafka().directBootstrapServers(), rows.runner().name())) {
            rows.write(
                    ROWS,
                    "INSERT INTO {processes} (process_id, status, previous_status)"
                            + " SELECT 'large-' || n, 'init', 'init' FROM generate_series(1, " + ROWS + ") n");
            freezeInside(rows, transactions);
            Await.until(
                    "the broker to give it up",
                    PATIENCE,
                    () -> transactions.state() == TransactionState.COMPLETE_ABORT);
            rows.runner().signal("CONT");
            rows.within("streaming again", RowWorld.BACK, rows.awaitRecovery());
            rows.awaitQuiet();
        }
    }

    private static void freezeInside(RowWorld rows, KafkaTransactions transactions) {
        Await.until("the runner to be frozen in a transaction", PATIENCE, () -> {
            rows.runner().signal("STOP");
            boolean inside = transactions.state() == TransactionState.ONGOING;
            if (!inside) {
                rows.runner().signal("CONT");
            }
            return inside;
        });
    }
}
