package dev.cdcnotifier.chaos.row.link;

import dev.cdcnotifier.chaos.row.Row;
import dev.cdcnotifier.chaos.row.RowWorld;
import dev.cdcnotifier.chaos.world.World;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.Direction;
import dev.cdcnotifier.testkit.FaultyProxy;
import dev.cdcnotifier.testkit.TestkitException;
import java.sql.SQLException;
import java.time.Duration;

/** N3 and N4. */
final class HalfOpen implements Row {

    /** The server gives the old session up after a wal_sender_timeout of 20 s at the latest. */
    private static final Duration BACK = Duration.ofSeconds(20).plus(RowWorld.RECONNECT);

    private static final int LONG_ROW = 4 << 20;

    private final boolean inMidMessage;

    HalfOpen(boolean inMidMessage) {
        this.inMidMessage = inMidMessage;
    }

    @Override
    public String id() {
        return inMidMessage ? "N4" : "N3";
    }

    @Override
    public String claim() {
        return "the connection to PostgreSQL goes dead without a word" + (inMidMessage ? " in the middle of a row" : "")
                + "; noticed within 30 s, back within the server's timeout after it heals";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        FaultyProxy proxy = rows.world().postgresProxy();
        if (inMidMessage) {
            stopInLongRow(rows);
        }
        proxy.freeze();
        long frozen = System.nanoTime();
        awaitNoticed(rows);
        Duration noticed = RowWorld.since(frozen);
        proxy.delay(Direction.TO_CLIENT, Duration.ZERO);
        proxy.thaw();
        Duration back = rows.awaitRecovery();
        rows.within("noticed", RowWorld.NOTICED, noticed);
        rows.within("delivering again", BACK, back);
    }

    private static void awaitNoticed(RowWorld rows) throws Exception {
        try {
            Await.until("the silence to be noticed", RowWorld.NOTICED.multipliedBy(2), () -> {
                String streams = rows.runner().streams();
                return streams.contains("\"RETRY\"") && streams.contains("\"postgres_unavailable\"");
            });
        } catch (TestkitException e) {
            throw new AssertionError("not noticed; it says " + rows.runner().streams(), e);
        }
    }

    /** Returns when the first part of a row has come and the rest has not. */
    private static void stopInLongRow(RowWorld rows) throws SQLException {
        // At 16 KiB a time the row takes 25 s.
        rows.world().postgresProxy().delay(Direction.TO_CLIENT, Duration.ofMillis(100));
        rows.world()
                .postgres()
                .execute(
                        World.DATABASE,
                        "INSERT INTO lane1_processes (process_id, status, previous_status, aux_state)"
                                + " VALUES ('long', 'init', 'init', decode(repeat('00', " + LONG_ROW + "), 'hex'))");
        rows.world().workload().wrote(rows.runner().name(), 1);
        // Under load it reports many times a second, unless it is in the middle of something.
        Await.until(
                "the runner to be in the middle of the row",
                RowWorld.BACK,
                () -> rows.replyAge().toMillis() > 1_000);
    }
}
