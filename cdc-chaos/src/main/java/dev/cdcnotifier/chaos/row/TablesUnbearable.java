package dev.cdcnotifier.chaos.row;

import java.time.Duration;

/** S22. Nothing is written while a table cannot be streamed: once it is in the WAL it cannot be repaired. */
final class TablesUnbearable implements Row {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String id() {
        return "S22";
    }

    @Override
    public String claim() {
        return "a table becomes one that cannot be streamed, while the runner runs and while it is down; it stops within 30 s,"
                + " a start is refused before a row is read, and it goes on by itself when the table is as before, with"
                + " nothing to pass over";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.world().workload().pause();
        rows.awaitQuiet();
        String events = "ALTER TABLE {events} ";
        attempt(
                rows,
                "columns_unusable",
                events + "RENAME COLUMN event_id TO event_number",
                events + "RENAME COLUMN event_number TO event_id",
                "event_id");
        attempt(
                rows,
                "columns_unusable",
                events + "ALTER COLUMN payload TYPE text USING encode(payload, 'hex')",
                events + "ALTER COLUMN payload TYPE bytea USING decode(payload, 'hex')",
                "payload");
        attempt(rows, "table_unusable", "CREATE TABLE heir () INHERITS ({events})", "DROP TABLE heir", "heir");
        attempt(
                rows,
                "replica_identity",
                events + "REPLICA IDENTITY NOTHING",
                events + "REPLICA IDENTITY DEFAULT",
                "REPLICA IDENTITY");
        rows.world().workload().start();
        rows.awaitRecovery();
    }

    private static void attempt(RowWorld rows, String reason, String change, String undo, String named)
            throws Exception {
        long from = System.nanoTime();
        rows.sql(rows.named(change));
        rows.expectState("NEEDS_OPERATOR", reason);
        rows.within("stopped for " + reason, RowWorld.NOTICED, RowWorld.since(from));
        rows.expectMessage(rows.runner().name() + "_events");
        rows.expectMessage(named);
        rows.sql(rows.named(undo));
        rows.runner().awaitStreaming(PATIENCE);

        rows.stopRunner();
        rows.sql(rows.named(change));
        rows.runner().start();
        rows.expectState("NEEDS_OPERATOR", reason);
        rows.sql(rows.named(undo));
        rows.runner().awaitStreaming(PATIENCE);
        rows.write(1, RowWorld.process("after " + change.hashCode()));
        rows.awaitQuiet();
    }
}
