package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.testkit.Await;
import java.time.Duration;
import java.util.List;

/** S21. */
final class SlotGoneWhileDown implements Row {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What somebody does to a slot, as SQL, and what the next start says of it. */
    private record Deed(String what, String reason, String... statements) {}

    private static final List<Deed> DEEDS = List.of(
            new Deed("dropped", "slot_missing", "SELECT pg_drop_replication_slot('%s')"),
            new Deed(
                    "made again",
                    "slot_moved",
                    "SELECT pg_drop_replication_slot('%s')",
                    "SELECT pg_create_logical_replication_slot('%s', 'pgoutput')"),
            new Deed("moved", "slot_moved", "SELECT pg_replication_slot_advance('%s', pg_current_wal_lsn())"));

    @Override
    public String id() {
        return "S21";
    }

    @Override
    public String claim() {
        return "the process is killed, and its slot dropped, made again or moved before the next start; that one stops with the"
                + " last known position, makes and moves nothing, and goes on once a new slot is accepted";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        for (Deed deed : DEEDS) {
            tried(rows, deed);
        }
    }

    private static void tried(RowWorld rows, Deed deed) throws Exception {
        rows.runner().kill9();
        SlotGap gap = SlotGap.open(rows);
        rows.awaitCommits();
        // The server keeps the slot of a dead process until it notices.
        Await.until("the slot to be " + deed.what(), PATIENCE, () -> {
            for (String statement : deed.statements()) {
                rows.sql(statement.formatted(rows.runner().name()));
            }
            return true;
        });
        String position = rows.confirmed();
        long from = System.nanoTime();
        rows.runner().start();
        rows.expectState("NEEDS_OPERATOR", deed.reason());
        rows.saw(deed.what() + ": stopped after " + RowWorld.since(from).toMillis() + " ms");
        rows.expectMessage("written ");
        rows.awaitAttempts(3);
        RowWorld.require(
                rows.confirmed().equals(position),
                deed.what() + ": the slot went from " + position + " to " + rows.confirmed());
        gap.closeByNewSlot();
    }
}
