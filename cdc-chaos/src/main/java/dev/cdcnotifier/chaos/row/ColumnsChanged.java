package dev.cdcnotifier.chaos.row;

/** S14. */
final class ColumnsChanged implements Row {

    @Override
    public String id() {
        return "S14";
    }

    @Override
    public String claim() {
        return "a column we need is renamed, dropped, retyped; the stream stops naming table and column, and goes on when"
                + " the change is undone and its transactions are passed over";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.world().workload().pause();
        rows.write(1, RowWorld.process("row"));
        rows.awaitQuiet();
        String processes = "ALTER TABLE {processes} ";
        String events = "ALTER TABLE {events} ALTER COLUMN event_id TYPE ";
        attempt(
                rows,
                processes + "RENAME COLUMN detail TO details",
                RowWorld.process("renamed"),
                processes + "RENAME COLUMN details TO detail",
                "detail");
        attempt(
                rows,
                processes + "DROP COLUMN detail",
                RowWorld.process("dropped"),
                processes + "ADD COLUMN detail TEXT",
                "detail");
        attempt(
                rows,
                events + "text",
                RowWorld.event("row", 1),
                events + "smallint USING event_id::smallint",
                "event_id");
        rows.world().workload().start();
        rows.awaitRecovery();
    }

    private static void attempt(RowWorld rows, String change, String write, String undo, String column)
            throws Exception {
        rows.sql(rows.named(change));
        PassedOver transaction = PassedOver.write(rows, "relation_unusable", write);
        rows.expectMessage(rows.runner().name() + (column.equals("event_id") ? "_events" : "_processes"));
        rows.expectMessage(column);
        rows.sql(rows.named(undo));
        transaction.passOver();
        rows.write(1, RowWorld.process("after " + change.hashCode()));
        rows.awaitQuiet();
    }
}
