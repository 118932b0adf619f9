package dev.cdcnotifier.chaos.row;

import java.time.Duration;

/** P1. */
final class ServerRestarts implements Row {

    /** After the server accepts. */
    static final Duration BACK = RowWorld.RECONNECT.plusSeconds(3);

    @Override
    public String id() {
        return "P1";
    }

    @Override
    public String claim() {
        return "PostgreSQL is restarted with -m fast; delivering again 3 s after the reconnect-timeout, nothing repeated";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        long before = rows.repeats();
        long process = rows.world().postgres().pid();
        rows.world().postgres().restart();
        RowWorld.require(rows.world().postgres().pid() != process, "the same server as before");
        rows.within("delivering again", BACK, rows.awaitRecovery());
        long repeats = rows.repeats() - before;
        RowWorld.require(repeats == 0, repeats + " records were repeated");
    }
}
