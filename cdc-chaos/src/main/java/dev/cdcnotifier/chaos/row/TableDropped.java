package dev.cdcnotifier.chaos.row;

import java.time.Duration;

/** S11, S12. Nothing is written while the table is not published. */
final class TableDropped implements Row {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final boolean atOnce;

    TableDropped(boolean atOnce) {
        this.atOnce = atOnce;
    }

    @Override
    public String id() {
        return atOnce ? "S12" : "S11";
    }

    @Override
    public String claim() {
        return "a table is dropped" + (atOnce ? " and made anew at once" : "")
                + "; the stream stops within 30 s and names it, and goes on by itself when it is published again";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.world().workload().pause();
        rows.awaitQuiet();
        String drop = "CREATE TABLE spare (LIKE {events} INCLUDING ALL); DROP TABLE {events}";
        String make = "ALTER TABLE spare RENAME TO {events}";
        long from = System.nanoTime();
        rows.sql(rows.named(atOnce ? drop + "; " + make : drop));
        rows.expectState("NEEDS_OPERATOR", atOnce ? "publication_narrow" : "tables_missing");
        rows.within("stopped", RowWorld.NOTICED, RowWorld.since(from));
        rows.expectMessage(rows.runner().name() + "_events");
        if (!atOnce) {
            rows.sql(rows.named(make));
            rows.expectState("NEEDS_OPERATOR", "publication_narrow");
        }
        rows.awaitAttempts(2);
        rows.sql(
                rows.named("ALTER PUBLICATION chaos_oracle ADD TABLE {events}"),
                rows.named("ALTER PUBLICATION {publication} ADD TABLE {events}"));
        rows.runner().awaitStreaming(PATIENCE);
        rows.world().workload().start();
        rows.awaitRecovery();
    }
}
