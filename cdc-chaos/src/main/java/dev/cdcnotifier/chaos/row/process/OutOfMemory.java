package dev.cdcnotifier.chaos.row.process;

import static dev.cdcnotifier.chaos.row.RowWorld.require;

import dev.cdcnotifier.chaos.row.Row;
import dev.cdcnotifier.chaos.row.RowWorld;
import dev.cdcnotifier.chaos.world.World;
import java.time.Duration;

/** H8. */
final class OutOfMemory implements Row {

    private static final Duration STOP = Duration.ofSeconds(20);
    private static final Duration END = Duration.ofSeconds(60);
    private static final int OUT_OF_MEMORY = 3;
    private static final int ROW = 40_000_000;

    @Override
    public String id() {
        return "H8";
    }

    @Override
    public String claim() {
        return "a row does not fit the heap; the process ends with code 3 and confirms nothing past it, and a larger heap"
                + " delivers it";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.runner().signal("TERM");
        require(rows.runner().awaitExit(STOP), "did not stop");
        rows.runner().startWith("-Xmx40m");
        rows.awaitRecovery();
        rows.world()
                .postgres()
                .execute(
                        World.DATABASE,
                        "INSERT INTO lane1_processes (process_id, status, previous_status, aux_state)"
                                + " VALUES ('giant', 'init', 'init', decode(repeat('00', " + ROW + "), 'hex'))");
        long end = rows.world().walPosition();
        rows.world().workload().wrote(rows.runner().name(), 1);
        require(rows.runner().awaitExit(END), "it lives on without memory");
        require(
                rows.runner().exitCode() == OUT_OF_MEMORY,
                "exit code " + rows.runner().exitCode());
        require(rows.logged("java.lang.OutOfMemoryError"), "it does not say why it ended");
        String confirmed = rows.ask("SELECT confirmed_flush_lsn - '0/0'::pg_lsn < " + end
                + " FROM pg_replication_slots WHERE slot_name = 'lane1'");
        require(confirmed.equals("t"), "confirmed past the row");
        rows.runner().startWith("-Xmx256m");
        rows.awaitRecovery();
        require(
                rows.world().checker().awaitDelivered(rows.runner().name(), end, END),
                "the row is not delivered with a larger heap");
    }
}
