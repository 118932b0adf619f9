package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.PgServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** P7. */
final class FailedOver implements Row {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** The runner's and the oracle's. */
    private static final String SLOTS = "2";

    @Override
    public String id() {
        return "P7";
    }

    @Override
    public String claim() {
        return "the primary is killed under load and a standby with the synchronised slots takes its place; the stream goes"
                + " on there by itself and loses nothing";
    }

    /** 17 is the first that synchronises slots. */
    @Override
    public List<Integer> versions(int asked) {
        return List.of(Math.max(17, asked));
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.stopRunner();
        rows.runner().configure("cdc-notifier.progressor.failover-slot = true");
        rows.runner().start();
        PgServer standby = rows.world().standby();
        // Or a commit that was answered could be gone with the primary, which is not the stream's doing.
        rows.sql("ALTER SYSTEM SET synchronous_standby_names = 'walreceiver'", "SELECT pg_reload_conf()");
        rows.awaitRecovery();
        Await.until("the slots at the standby", PATIENCE, () -> synchronised(standby)
                .equals(SLOTS));
        rows.awaitRecovery();
        long before = rows.repeats();
        rows.world().postgres().kill9();
        rows.world().failOver(standby);
        String timeline = rows.ask("SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)");
        RowWorld.require(timeline.equals("00000002"), "on timeline " + timeline);
        rows.within("delivering again", ServerRestarts.BACK, rows.awaitRecovery());
        rows.saw(rows.repeats() - before + " records repeated");
        RowWorld.require(!rows.logged("NEEDS_OPERATOR"), "it called for an operator");
    }

    private static String synchronised(PgServer standby) throws SQLException {
        try (Connection connection = standby.connect(PgServer.SUPERUSER);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM pg_replication_slots WHERE synced AND NOT temporary")) {
            row.next();
            return row.getString(1);
        }
    }
}
