package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.testkit.Await;
import java.time.Duration;

/** P16. */
final class UndecodableChange implements Row {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String id() {
        return "P16";
    }

    @Override
    public String claim() {
        return "a byte that UTF-8 has no place for, in a database of SQL_ASCII: that stream stops at the third attempt, names the"
                + " transaction and a way past it, and confirms nothing of it; the other stream does not notice";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.stopRunner();
        SecondStream second = SecondStream.in(rows, "SQL_ASCII");
        rows.runner().start();
        Await.until("the second stream", PATIENCE, () -> second.slot("active").equals("t"));
        String process = "INSERT INTO {processes} (process_id, status, previous_status, detail) VALUES ";
        second.sql(process + "('good', 'init', 'init', 'a')");
        long before = rows.world().walPosition();
        second.sql(process + "('bad', 'init', 'init', E'a\\xff')");
        second.sql(process + "('behind', 'init', 'init', 'b')");
        rows.expectState("NEEDS_OPERATOR", "undecodable_change");
        rows.expectMessage("public.second_processes");
        rows.expectMessage("skip-transaction");
        long said = rows.logCount("reason=undecodable_change");
        rows.saw(said + " lines about it");
        rows.awaitRecovery();
        RowWorld.require(
                rows.logCount("reason=undecodable_change") == said && said <= 3,
                "it was tried again, or told too often");
        String confirmed = second.slot("confirmed_flush_lsn - '0/0'::pg_lsn");
        RowWorld.require(Long.parseLong(confirmed) <= before + 10_000, "confirmed behind the bad transaction");
    }
}
