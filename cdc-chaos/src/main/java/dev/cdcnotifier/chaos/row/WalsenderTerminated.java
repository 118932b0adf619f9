package dev.cdcnotifier.chaos.row;

import java.time.Duration;

/** N1. */
final class WalsenderTerminated implements Row {

    /** The reconnect-timeout of 1 s, the row's 2 s, and what a slow machine needs for two sessions. */
    private static final Duration BACK = Duration.ofSeconds(10);

    @Override
    public String id() {
        return "N1";
    }

    @Override
    public String claim() {
        return "the walsender is terminated; the stream is back after the reconnect-timeout";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.world()
                .postgres()
                .execute(
                        "postgres",
                        "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                                + rows.runner().name() + "'");
        Duration recovery = rows.awaitRecovery();
        RowWorld.require(recovery.compareTo(BACK) < 0, "back after " + recovery);
    }
}
