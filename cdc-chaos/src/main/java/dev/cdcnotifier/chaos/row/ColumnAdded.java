package dev.cdcnotifier.chaos.row;

import java.io.IOException;
import java.util.List;

/** S13. */
final class ColumnAdded implements Row {

    @Override
    public String id() {
        return "S13";
    }

    @Override
    public String claim() {
        return "columns are added to both tables; the stream goes on";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        List<String> before = failures(rows);
        rows.sql(rows.named("ALTER TABLE {processes} ADD COLUMN more TEXT DEFAULT 'more'"));
        rows.sql(rows.named("ALTER TABLE {events} ADD COLUMN more INTEGER"));
        rows.awaitRecovery();
        List<String> after = failures(rows);
        RowWorld.require(after.equals(before), "a session failed: " + after.subList(before.size(), after.size()));
    }

    private static List<String> failures(RowWorld rows) throws IOException {
        return rows.log().lines().filter(line -> line.contains("stream failed")).toList();
    }
}
