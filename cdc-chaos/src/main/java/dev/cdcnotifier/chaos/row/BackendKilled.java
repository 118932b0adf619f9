package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.testkit.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** P3. */
final class BackendKilled implements Row {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String id() {
        return "P3";
    }

    @Override
    public String claim() {
        return "kill -9 of the walsender alone, at which PostgreSQL throws out everybody and recovers; as after P2";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        long before = rows.repeats();
        long postmaster = rows.world().postgres().pid();
        try (Connection bystander = rows.world().connect()) {
            long walsender = Long.parseLong(rows.ask("SELECT active_pid FROM pg_replication_slots WHERE slot_name = '"
                    + rows.runner().name() + "'"));
            RowWorld.require(
                    ProcessHandle.of(walsender)
                            .filter(ProcessHandle::destroyForcibly)
                            .isPresent(),
                    "there is no process " + walsender);
            Await.until("the bystander to be thrown out", PATIENCE, () -> isBroken(bystander));
        }
        Await.until("PostgreSQL to accept", PATIENCE, () -> rows.ask("SELECT 1").equals("1"));
        RowWorld.require(rows.world().postgres().pid() == postmaster, "the postmaster did not survive");
        rows.within("delivering again", ServerRestarts.BACK, rows.awaitRecovery());
        long repeats = rows.repeats() - before;
        rows.saw(repeats + " records repeated");
        RowWorld.require(repeats <= ServerKilled.REPEATS, repeats + " records were repeated");
    }

    private static boolean isBroken(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
            return false;
        } catch (SQLException e) {
            return true;
        }
    }
}
