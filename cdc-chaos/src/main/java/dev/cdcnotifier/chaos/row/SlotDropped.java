package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.testkit.Await;
import java.time.Duration;

/** S1. */
final class SlotDropped implements Row {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String id() {
        return "S1";
    }

    @Override
    public String claim() {
        return "the slot is dropped under a running stream; it stops and says where it was, makes no slot by itself, and"
                + " goes on with a new one once that is accepted (init --new-slot)";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        SlotGap gap = SlotGap.open(rows);
        long from = System.nanoTime();
        Await.until("the slot to be dropped", PATIENCE, () -> {
            String slot = "slot_name = '" + rows.runner().name() + "'";
            rows.sql("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE " + slot
                    + "; SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE " + slot);
            return rows.confirmed().isEmpty();
        });
        rows.expectState("NEEDS_OPERATOR", "slot_missing");
        rows.saw("stopped after " + RowWorld.since(from).toMillis() + " ms");
        rows.expectMessage("was at ");
        rows.awaitAttempts(3);
        RowWorld.require(rows.confirmed().isEmpty(), "the slot was made again at " + rows.confirmed());
        gap.closeByNewSlot();
    }
}
