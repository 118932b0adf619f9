package dev.cdcnotifier.chaos.row;

/** S17. */
final class TablesTruncated implements Row {

    @Override
    public String id() {
        return "S17";
    }

    @Override
    public String claim() {
        return "the tables are truncated; a warning and a metric, and the stream goes on";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.world().workload().pause();
        rows.awaitQuiet();
        rows.world().workload().tablesVanish(rows.runner().name());
        double before = rows.runner().metric("cdc_truncates_total", "");
        rows.sql(rows.named("TRUNCATE {processes} CASCADE"));
        rows.world().workload().start();
        rows.awaitRecovery();
        double emptied = rows.runner().metric("cdc_truncates_total", "") - before;
        RowWorld.require(emptied == 2, emptied + " truncates counted instead of two");
        RowWorld.require(rows.log().contains("tables were truncated"), "no warning");
        rows.saw(emptied + " truncates counted");
    }
}
