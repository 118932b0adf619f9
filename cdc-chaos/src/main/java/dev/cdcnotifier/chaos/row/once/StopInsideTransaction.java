package dev.cdcnotifier.chaos.row.once;

import static dev.cdcnotifier.chaos.row.RowWorld.require;

import dev.cdcnotifier.chaos.row.RowWorld;
import dev.cdcnotifier.testkit.Await;
import java.time.Duration;

/** H4 in the midst of a large transaction. */
final class StopInsideTransaction extends ExactlyOnceRow {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROWS = 50_000;

    @Override
    public String id() {
        return "H4l";
    }

    @Override
    public String claim() {
        return "SIGTERM in the midst of a transaction of 50,000 rows: it is sent to its end, the process ends in order, and"
                + " nothing comes twice";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.stopRunner();
        rows.runner().configure("cdc-notifier.progressor.window.records = 500");
        rows.runner().start();
        rows.awaitRecovery();
        long before = rows.world().checker().counts().delivered();
        double sent = inserts(rows);
        rows.write(
                ROWS,
                "INSERT INTO {processes} (process_id, status, previous_status)"
                        + " SELECT 'large-' || n, 'init', 'init' FROM generate_series(1, " + ROWS + ") n");
        Await.until("a part of it to be sent", PATIENCE, () -> inserts(rows) > sent + ROWS / 10);
        require(inserts(rows) < sent + ROWS, "all of it was sent before the process was asked to end");
        long asked = System.nanoTime();
        rows.stopRunner();
        rows.within("the end of the process", Duration.ofSeconds(10), RowWorld.since(asked));
        require(rows.runner().exitCode() == 0, "exit code " + rows.runner().exitCode());
        boolean whole = rows.world().checker().awaitTurn(PATIENCE)
                && rows.world().checker().counts().delivered() >= before + ROWS;
        rows.runner().start();
        rows.within("streaming again", RowWorld.BACK, rows.awaitRecovery());
        rows.awaitQuiet();
        require(whole, "a part of the transaction was not sent when the process ended");
    }

    private static double inserts(RowWorld rows) throws Exception {
        return rows.runner().metric("cdc_rows_total", "insert");
    }
}
