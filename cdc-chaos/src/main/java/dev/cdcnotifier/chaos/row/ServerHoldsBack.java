package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** P15. */
final class ServerHoldsBack implements Row {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Two looks, and what a busy machine takes. */
    private static final Duration NAMED = Duration.ofSeconds(15);

    /** A server with very many files for its subtransactions opens each of them several times. */
    private static final Duration DECODED = Duration.ofMinutes(10);

    private static final Pattern LAG = Pattern.compile("\"lagBytes\":(\\d+)");
    private static final Pattern AT_WORK = Pattern.compile("\"reason\":\"(decoding|spilling)\"");

    private static final int SUBTRANSACTIONS = 20_000;
    private static final int DOUBLINGS = 4;

    @Override
    public String id() {
        return "P15";
    }

    @Override
    public String claim() {
        return "a server that waits for an absent standby, or decodes a transaction for minutes, sends nothing; the lag grows,"
                + " the cause is named, and only the first is not ready";
    }

    /** 17 is the first that waits for standbys. */
    @Override
    public List<Integer> versions(int asked) {
        return List.of(Math.max(17, asked));
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.stopRunner();
        rows.runner().configure("cdc-notifier.progressor.failover-slot = true");
        rows.runner().start();
        rows.awaitRecovery();
        waitForStandby(rows);
        decode(rows);
    }

    private static void waitForStandby(RowWorld rows) throws Exception {
        rows.sql("ALTER SYSTEM SET synchronized_standby_slots = 'absent'", "SELECT pg_reload_conf()");
        long from = System.nanoTime();
        rows.expectState("STALLED", "waiting_for_standby");
        rows.within("the cause was named", NAMED, RowWorld.since(from));
        rows.expectMessage("absent does not exist");
        rows.expectMessage("\"ready\":false");
        long lag = lag(rows);
        Await.until("the lag to grow", PATIENCE, () -> lag(rows) > lag + 100_000);
        rows.saw("%,d bytes of lag while the server waits".formatted(lag(rows)));
        rows.sql("ALTER SYSTEM SET synchronized_standby_slots = ''", "SELECT pg_reload_conf()");
        rows.awaitRecovery();
        rows.expectState("STREAMING", "");
    }

    /** Each subtransaction that is spilled has a file of its own; how many keep a server busy depends on the machine. */
    private static void decode(RowWorld rows) throws Exception {
        rows.sql("ALTER SYSTEM SET logical_decoding_work_mem = '64kB'", "SELECT pg_reload_conf()");
        rows.sql(
                "CREATE TABLE not_published (id bigint)",
                "CREATE FUNCTION fill(n int) RETURNS void LANGUAGE plpgsql AS $$ BEGIN FOR i IN 1..n LOOP BEGIN"
                        + " INSERT INTO not_published SELECT generate_series(1, 40); EXCEPTION WHEN division_by_zero THEN"
                        + " NULL; END; END LOOP; END $$");
        rows.stopRunner();
        rows.runner().start();
        rows.awaitRecovery();
        int subtransactions = SUBTRANSACTIONS;
        for (int i = 0; i < DOUBLINGS; i++) {
            rows.sql("SELECT fill(" + subtransactions + ")");
            if (isNamed(rows)) {
                rows.saw("the cause of " + subtransactions + " subtransactions, lag %,d bytes".formatted(lag(rows)));
                rows.expectMessage("\"ready\":true");
                rows.saw("recovered after " + rows.awaitRecovery(DECODED).toSeconds() + " s");
                return;
            }
            subtransactions *= 2;
        }
        throw new AssertionError("nothing was named while " + subtransactions / 2 + " subtransactions were decoded");
    }

    /** Whether it says that the server is at work, before that is over. */
    private static boolean isNamed(RowWorld rows) throws Exception {
        long end = rows.world().walPosition();
        String passed = "SELECT confirmed_flush_lsn - '0/0'::pg_lsn >= " + end
                + " FROM pg_replication_slots WHERE slot_name = '"
                + rows.runner().name() + '\'';
        while (!rows.ask(passed).equals("t")) {
            if (AT_WORK.matcher(rows.runner().streams()).find()) {
                return true;
            }
            Thread.sleep(200);
        }
        return false;
    }

    private static long lag(RowWorld rows) throws Exception {
        Matcher lag = LAG.matcher(rows.runner().streams());
        return lag.find() ? Long.parseLong(lag.group(1)) : 0;
    }
}
