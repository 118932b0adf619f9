package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.testkit.Await;
import java.time.Duration;

/** S2. */
final class SlotRecreated implements Row {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String id() {
        return "S2";
    }

    @Override
    public String claim() {
        return "the slot is dropped and made anew while the stream is away; it stops, because the new one is ahead of"
                + " what was delivered, leaves it where it is, and goes on from there once that is accepted";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        String name = '\'' + rows.runner().name() + '\'';
        rows.world().postgresProxy().refuse();
        rows.world().postgresProxy().cutAll();
        SlotGap gap = SlotGap.open(rows);
        rows.awaitCommits();
        Await.until("the slot to be made anew", PATIENCE, () -> {
            rows.sql(
                    "SELECT pg_drop_replication_slot(" + name + ")",
                    "SELECT pg_create_logical_replication_slot(" + name + ", 'pgoutput')");
            return true;
        });
        String position = rows.confirmed();
        rows.world().postgresProxy().accept();
        long from = System.nanoTime();
        rows.expectState("NEEDS_OPERATOR", "slot_moved");
        rows.saw("stopped after " + RowWorld.since(from).toMillis() + " ms");
        rows.expectMessage("delivered only up to ");
        rows.awaitAttempts(3);
        RowWorld.require(
                rows.confirmed().equals(position), "the slot went from " + position + " to " + rows.confirmed());
        gap.closeByNewSlot();
    }
}
