package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.testkit.Await;
import java.time.Duration;

/** N1. */
final class WalsenderTerminated implements Row {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
        String session = rows.walsender();
        RowWorld.require(!session.isEmpty(), "nobody streams");
        long from = System.nanoTime();
        rows.world()
                .postgres()
                .execute(
                        "postgres",
                        "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                                + rows.runner().name() + "'");
        Await.until("the session to end", PATIENCE, () -> !rows.walsender().equals(session));
        rows.awaitRecovery();
        rows.within("delivering again", RowWorld.RECONNECT.plusSeconds(2), RowWorld.since(from));
    }
}
