package dev.cdcnotifier.chaos.plant;

import static dev.cdcnotifier.chaos.plant.Provocations.table;

import dev.cdcnotifier.chaos.world.Lane;
import dev.cdcnotifier.chaos.world.World;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.FaultyProxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * A keepalive comes inside a transaction, behind one that Kafka does not take; the runner has time to report what it makes
 * of that, and is killed. What it held is gone with it: only the slot's position says what will be sent again. One thread.
 */
final class OpenTransaction {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A keepalive's position is written to Kafka within a second, and confirmed with the next status, after 5 s at the most. */
    private static final int SEVERAL_REPORTS_MILLIS = 8_000;

    private final World world;
    private final Lane lane;
    private final LaneTopics topics;

    OpenTransaction(World world, Lane lane, LaneTopics topics) {
        this.world = world;
        this.lane = lane;
        this.topics = topics;
    }

    /**
     * For a lane without load: a transaction that is acknowledged meanwhile would be confirmed in the keepalive's place.
     *
     * @param overtaken whether the transaction's rows are older than what is confirmed when it comes
     */
    void run(boolean overtaken) throws Exception {
        FaultyProxy way = world.wayOf(lane);
        try (Connection writer = world.connect();
                Connection watch = world.connect()) {
            writer.setAutoCommit(false);
            if (overtaken) {
                insert(writer, "inside");
            }
            awaitSlot(watch, "confirmed_flush_lsn >= " + lsn(world.walPosition()));
            topics.stall();
            insert(watch, "before");
            if (!overtaken) {
                insert(writer, "inside");
            }
            KeepaliveInside keepalive = new KeepaliveInside(way, (int) ask(writer, "SELECT pg_current_xact_id()"));
            way.rewriteFromServer(keepalive);
            writer.commit();
            Await.until("a keepalive inside a transaction", PATIENCE, keepalive::isIn);
            awaitReports(watch, keepalive.walEnd());
        } finally {
            // Before the way is free: the rest of what was held back there is not whole.
            lane.kill9();
            way.rewriteFromServer(UnaryOperator.identity());
            way.thaw();
        }
    }

    /** Returns when the runner has reported several times since it saw the keepalive. */
    private void awaitReports(Connection watch, long walEnd) throws SQLException {
        awaitSlot(watch, "write_lsn >= " + lsn(walEnd));
        long now = ask(watch, "SELECT extract(epoch FROM clock_timestamp()) * 1000");
        awaitSlot(watch, "extract(epoch FROM reply_time) * 1000 > " + (now + SEVERAL_REPORTS_MILLIS));
    }

    private void awaitSlot(Connection watch, String condition) {
        String question = "SELECT count(*) FROM pg_replication_slots JOIN pg_stat_replication ON pid = active_pid"
                + " WHERE slot_name = '" + lane.name() + "' AND " + condition;
        Await.until(lane.name() + "'s slot to have " + condition, PATIENCE, () -> ask(watch, question) > 0);
    }

    private void insert(Connection connection, String id) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO " + table(lane, "processes")
                    + " (process_id, status, previous_status) VALUES ('" + id + "', 'init', 'init')");
        }
    }

    private static long ask(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getBigDecimal(1).longValue();
        }
    }

    private static String lsn(long position) {
        return "'0/0'::pg_lsn + " + position;
    }
}
