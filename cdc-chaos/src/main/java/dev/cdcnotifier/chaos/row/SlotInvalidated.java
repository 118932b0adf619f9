package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.testkit.Await;
import java.time.Duration;
import java.util.List;

/** S4. */
final class SlotInvalidated implements Row {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String id() {
        return "S4";
    }

    @Override
    public String claim() {
        return "the slot exceeds max_slot_wal_keep_size while Kafka is away; a metric warns"
                + " before, it stops with the reason, and goes on with a new slot once that is accepted";
    }

    /** 16 is the first that can be asked for a snapshot. */
    @Override
    public List<Integer> versions(int asked) {
        return List.of(Math.max(16, asked));
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        String slot = "slot_name = '" + rows.runner().name() + '\'';
        rows.sql("ALTER SYSTEM SET max_slot_wal_keep_size = '64MB'", "SELECT pg_reload_conf()");
        rows.world().checker().strayWrites();
        rows.world().kafkaProxy().freeze();
        SlotGap gap = SlotGap.open(rows);
        Await.until("a metric that warns", PATIENCE, () -> {
            // A segment of the log; with a snapshot, so that the oracle's own slot keeps up.
            rows.sql(
                    "SELECT pg_logical_emit_message(false, 'filler', repeat('x', 15000000))",
                    "SELECT pg_log_standby_snapshot()");
            return rows.runner().metric("cdc_slot_wal_status", "unreserved") == 1;
        });
        String status = "SELECT wal_status FROM pg_replication_slots WHERE " + slot;
        String warnedAt = rows.ask(status);
        RowWorld.require(!warnedAt.equals("lost"), "warned too late");
        Await.until("the slot to be lost", PATIENCE, () -> {
            rows.sql("CHECKPOINT");
            return rows.ask(status).equals("lost");
        });
        rows.saw("warned by cdc_slot_wal_status while it was " + warnedAt + ", lost at the next checkpoint");
        rows.world().kafkaProxy().thaw();
        rows.expectState("NEEDS_OPERATOR", "slot_lost");
        rows.awaitAttempts(3);
        rows.sql("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
        gap.closeByNewSlot("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE " + slot);
    }
}
