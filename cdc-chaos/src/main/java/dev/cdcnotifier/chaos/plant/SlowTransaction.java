package dev.cdcnotifier.chaos.plant;

import static dev.cdcnotifier.chaos.plant.Provocations.table;

import dev.cdcnotifier.chaos.world.Lane;
import dev.cdcnotifier.chaos.world.World;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.Direction;
import dev.cdcnotifier.testkit.FaultyProxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A large transaction that makes no messages comes in jerks, behind transactions that Kafka does not take yet: while it is
 * open there is time to confirm something that must not be. One thread.
 */
final class SlowTransaction {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PROCESSES = 100;
    private static final int UPDATES = 60;
    private static final int JERKS = 12;
    private static final long JERK_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    private final World world;
    private final Lane lane;
    private final LaneTopics topics;

    SlowTransaction(World world, Lane lane, LaneTopics topics) {
        this.world = world;
        this.lane = lane;
        this.topics = topics;
    }

    /** @param overtaken whether its rows are older than what is confirmed when it comes */
    void run(boolean overtaken) throws Exception {
        FaultyProxy way = world.wayOf(lane);
        world.execute("INSERT INTO " + table(lane, "processes") + " (process_id, status, previous_status)"
                + " SELECT 'bulk-' || n, 'init', 'init' FROM generate_series(1, " + PROCESSES + ") n");
        try (Connection connection = world.connect()) {
            connection.setAutoCommit(false);
            if (overtaken) {
                update(connection);
                awaitConfirmed(world.walPosition());
            }
            topics.stall();
            pause(JERK_NANOS);
            world.execute("INSERT INTO " + table(lane, "processes")
                    + " (process_id, status, previous_status) VALUES ('before', 'init', 'init')");
            if (!overtaken) {
                update(connection);
            }
            way.freeze(Direction.TO_CLIENT);
            connection.commit();
            for (int i = 0; i < JERKS; i++) {
                pause(JERK_NANOS);
                way.thaw();
                pause(JERK_NANOS / 100);
                way.freeze(Direction.TO_CLIENT);
            }
        } finally {
            way.thaw();
        }
    }

    private void update(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (int i = 0; i < UPDATES; i++) {
                statement.execute("UPDATE " + table(lane, "processes")
                        + " SET detail = repeat('x', 2000) WHERE process_id LIKE 'bulk-%'");
            }
        }
    }

    private void awaitConfirmed(long position) {
        Await.until(
                "the slot to be confirmed further",
                PATIENCE,
                () -> world.count("SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + lane.name()
                                + "' AND confirmed_flush_lsn - '0/0'::pg_lsn > " + position)
                        > 0);
    }

    static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
