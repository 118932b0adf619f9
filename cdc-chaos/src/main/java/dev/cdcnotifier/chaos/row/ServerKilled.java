package dev.cdcnotifier.chaos.row;

/** P2. */
final class ServerKilled implements Row {

    /** What lies in the window, and what is written in 100 ms: a few long transactions at the harness's rate. */
    static final long REPEATS = 300;

    @Override
    public String id() {
        return "P2";
    }

    @Override
    public String claim() {
        return "kill -9 of the postmaster and its children; delivering again 3 s after the reconnect-timeout, and the"
                + " process does not go back with the slot";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        long before = rows.repeats();
        String confirmed = rows.confirmed();
        rows.world().postgres().kill9();
        RowWorld.require(!rows.world().postgres().isRunning(), "the server is still there");
        rows.world().postgres().restart();
        String kept = rows.confirmed();
        rows.within("delivering again", ServerRestarts.BACK, rows.awaitRecovery());
        long repeats = rows.repeats() - before;
        rows.saw(repeats + " records repeated; the slot was at " + confirmed + " before and at " + kept + " after");
        RowWorld.require(repeats <= REPEATS, repeats + " records were repeated");
    }
}
