package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.testkit.Await;
import java.time.Duration;
import java.util.List;

/** D13. */
final class OddTimes implements Row {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> WRITABLE = List.of(
            "2024-02-29 23:59:59.999999+05:45",
            "1969-12-31 23:59:59.000001-12:30",
            "0001-01-01 00:00:00+00",
            "9999-12-31 23:59:59.999999+00");
    private static final List<String> UNWRITABLE =
            List.of("infinity", "-infinity", "0044-03-15 12:00:00+00 BC", "10000-01-01 00:00:00+00");

    @Override
    public String id() {
        return "D13";
    }

    @Override
    public String claim() {
        return "a database with another time zone, date style and bytea output; times with microseconds and odd zones are"
                + " told in UTC, infinity, BC and year 10000 are poison rows";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.world().workload().pause();
        PoisonRow.deadLetters(rows);
        rows.sql(
                "ALTER DATABASE chaos SET TimeZone = 'Asia/Kathmandu'",
                "ALTER DATABASE chaos SET DateStyle = 'SQL, DMY'",
                "ALTER DATABASE chaos SET bytea_output = 'escape'");
        rows.runner().start();
        rows.runner().awaitStreaming(PATIENCE);
        rows.write(1, RowWorld.process("odd"));
        int eventId = 0;
        for (String time : WRITABLE) {
            rows.write(1, event(++eventId, time));
        }
        rows.awaitQuiet();
        long from = rows.world().walPosition();
        rows.world().checker().gap(rows.runner().name(), from, Long.MAX_VALUE);
        for (String time : UNWRITABLE) {
            rows.write(1, event(++eventId, time));
        }
        rows.world().checker().gap(rows.runner().name(), from, rows.world().walPosition());
        Await.until(
                "the dead letters",
                PATIENCE,
                () -> rows.runner().metric("cdc_rows_dead_letter_total", "") == UNWRITABLE.size());
        rows.world().workload().start();
        rows.awaitRecovery();
    }

    private static String event(int eventId, String time) {
        return RowWorld.event("odd", eventId, '\'' + time + "'::timestamptz", "NULL", RowWorld.GOOD_PAYLOAD);
    }
}
