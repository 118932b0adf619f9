package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.testkit.Await;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;

/** P18. */
final class SlotWaits implements Row {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Longer than any limit that a control connection has for a lock. */
    private static final Duration LONG = Duration.ofSeconds(12);

    @Override
    public String id() {
        return "P18";
    }

    @Override
    public String claim() {
        return "a slot is to be made beside an open transaction and a forgotten prepared one; the stream waits for each and names"
                + " it, and streams when both have ended";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.stopRunner();
        SecondStream second = SecondStream.in(rows, "UTF8");
        try (Connection open = rows.world().connect();
                Statement statement = open.createStatement()) {
            statement.execute("SET application_name = 'nightly job'");
            open.setAutoCommit(false);
            statement.execute("SELECT pg_current_xact_id()");
            prepare(rows);
            rows.runner().start();
            rows.expectState("STARTING", "waits_for_transaction");
            Await.until("the open transaction to be named", PATIENCE, () -> rows.runner()
                    .streams()
                    .contains("nightly job"));
            long from = System.nanoTime();
            Await.until("a long wait", PATIENCE, () -> RowWorld.since(from).compareTo(LONG) > 0);
            RowWorld.require(second.slot("confirmed_flush_lsn").isEmpty(), "the slot did not wait");
            RowWorld.require(!rows.logged("stream failed stream=second"), "the wait was given up");
            open.rollback();
        }
        Await.until("the prepared transaction to be named", PATIENCE, () -> rows.runner()
                .streams()
                .contains("ROLLBACK PREPARED 'forgotten'"));
        rows.sql("ROLLBACK PREPARED 'forgotten'");
        Await.until("the second stream", PATIENCE, () -> !second.slot("confirmed_flush_lsn")
                .isEmpty());
        rows.awaitRecovery();
    }

    private static void prepare(RowWorld rows) throws Exception {
        try (Connection connection = rows.world().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            statement.execute("SELECT pg_current_xact_id()");
            statement.execute("CREATE TABLE forgotten ()");
            statement.execute("PREPARE TRANSACTION 'forgotten'");
        }
    }
}
