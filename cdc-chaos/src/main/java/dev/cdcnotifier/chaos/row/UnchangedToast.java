package dev.cdcnotifier.chaos.row;

/** S18. */
final class UnchangedToast implements Row {

    @Override
    public String id() {
        return "S18";
    }

    @Override
    public String claim() {
        return "a process fails with a large detail that its update does not touch; the reason is that detail";
    }

    /** The checker compares the reason; here is only made sure that the server leaves the value out. */
    @Override
    public void run(RowWorld rows) throws Exception {
        rows.world().workload().pause();
        rows.sql(rows.named("ALTER TABLE {processes} ALTER COLUMN detail SET STORAGE EXTERNAL"));
        rows.write(
                1,
                "INSERT INTO {processes} (process_id, status, previous_status, detail)"
                        + " VALUES ('toasted', 'running', 'init', repeat('0123456789', 1000))");
        rows.write(1, "UPDATE {processes} SET status = 'error' WHERE process_id = 'toasted'");
        String pieces = rows.ask(rows.named(
                "SELECT pg_relation_size(reltoastrelid) FROM pg_class" + " WHERE oid = '{processes}'::regclass"));
        RowWorld.require(Long.parseLong(pieces) >= 10_000, "the value is not kept outside its row");
        rows.awaitQuiet();
        rows.saw("a reason of 10,000 characters, from the old row");
    }
}
