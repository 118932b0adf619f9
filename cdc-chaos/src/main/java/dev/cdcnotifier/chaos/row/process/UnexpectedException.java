package dev.cdcnotifier.chaos.row.process;

import static dev.cdcnotifier.chaos.row.RowWorld.require;

import dev.cdcnotifier.chaos.agent.CrashPoint;
import dev.cdcnotifier.chaos.oracle.Expected;
import dev.cdcnotifier.chaos.row.Row;
import dev.cdcnotifier.chaos.row.RowWorld;
import dev.cdcnotifier.chaos.world.Lane;
import dev.cdcnotifier.testkit.Await;
import java.time.Duration;
import java.util.List;

/** H9. */
final class UnexpectedException implements Row {

    private static final Duration STOP = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A bug's pause is six times the reconnect-timeout of 1 s. */
    private static final Duration BACK = Duration.ofSeconds(6).plus(RowWorld.BACK);

    private static final List<CrashPoint> POINTS =
            List.of(CrashPoint.AFTER_BEGIN, CrashPoint.ROWS_SENT, CrashPoint.ALL_ACKED_NOT_CONFIRMED);

    /** It may be still starting, on a slow machine. */
    private static final Duration SOUND = Duration.ofSeconds(20);

    private static final int PASS = 200;

    @Override
    public String id() {
        return "H9";
    }

    @Override
    public int lanes() {
        return 2;
    }

    @Override
    public String claim() {
        return "an exception nobody thought of in one of two streams of a process; that stream says so and starts again,"
                + " and the other goes on";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        Lane other = rows.world().lanes().get(1);
        other.signal("TERM");
        require(other.awaitExit(STOP), "did not stop");
        rows.runner().configure(streamOf(other.name()));
        for (CrashPoint point : POINTS) {
            throwOnce(rows, point);
        }
        if (!rows.runner().isExactlyOnce()) {
            // Otherwise no answer to a single record is noted: its transaction's counts for all.
            throwOnce(rows, CrashPoint.ANSWERED_NOT_NOTED);
        }
        rows.runner().signal("TERM");
        require(rows.runner().awaitExit(STOP), "did not stop");
        rows.runner().start();
    }

    private static void throwOnce(RowWorld rows, CrashPoint point) throws Exception {
        rows.runner().signal("TERM");
        require(rows.runner().awaitExit(STOP), "did not stop");
        rows.runner().startToThrow(point.option(), PASS);
        String sick = awaitSick(rows, point);
        long failed = System.nanoTime();
        String sound = sick.equals("lane1") ? "lane2" : "lane1";
        require(
                rows.world().checker().awaitDelivered(sound, rows.world().walPosition(), SOUND),
                point.option() + ": the other stream does not go on");
        require(
                rows.world().checker().awaitDelivered(sick, rows.world().walPosition(), BACK),
                point.option() + ": the stream does not start again");
        rows.saw(point.option() + " in " + sick + ": back after "
                + RowWorld.since(failed).toMillis() + " ms");
    }

    /** Thrown in the worker it is called what it is; in Kafka's thread the record is never confirmed. */
    private static String awaitSick(RowWorld rows, CrashPoint point) {
        String reason = point == CrashPoint.ANSWERED_NOT_NOTED ? "delivery_deadline" : "unexpected";
        String[] sick = {""};
        Await.until("a stream in RETRY because of " + reason + " after " + point.option(), PATIENCE, () -> {
            String streams = rows.runner().streams();
            for (String slot : List.of("lane1", "lane2")) {
                if (stateOf(streams, slot).equals("RETRY/" + reason)) {
                    sick[0] = slot;
                }
            }
            return !sick[0].isEmpty();
        });
        return sick[0];
    }

    private static String stateOf(String streams, String slot) {
        return streams.replaceAll(
                "(?s).*\"slot\":\"" + slot + "\"[^}]*?\"state\":\"([A-Z_]+)\"" + "[^}]*?\"reason\":\"([a-z_]*)\".*",
                "$1/$2");
    }

    private static String streamOf(String lane) {
        return "cdc-notifier.progressor.streams.db." + lane + '.' + lane
                + " { kafka-client = kafka, eventsink-topic = \"" + Expected.eventTopic(lane)
                + "\", lifecycle-topic = \"" + Expected.lifecycleTopic(lane) + "\" }";
    }
}
