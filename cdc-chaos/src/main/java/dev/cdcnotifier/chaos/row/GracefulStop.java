package dev.cdcnotifier.chaos.row;

import java.time.Duration;

/** H4. */
final class GracefulStop implements Row {

    private static final Duration STOP = Duration.ofSeconds(10);

    @Override
    public String id() {
        return "H4";
    }

    @Override
    public String claim() {
        return "SIGTERM with Kafka healthy; exit code 0 within 10 s, and nothing is repeated after the next start";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        long before = rows.repeats();
        rows.runner().signal("TERM");
        RowWorld.require(rows.runner().awaitExit(STOP), "still there after " + STOP);
        RowWorld.require(
                rows.runner().exitCode() == 0, "exit code " + rows.runner().exitCode());
        rows.runner().start();
        rows.awaitRecovery();
        long repeats = rows.repeats() - before;
        RowWorld.require(repeats == 0, repeats + " records were repeated");
    }
}
