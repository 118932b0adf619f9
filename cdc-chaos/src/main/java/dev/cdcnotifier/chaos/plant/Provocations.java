package dev.cdcnotifier.chaos.plant;

import dev.cdcnotifier.chaos.agent.CrashPoint;
import dev.cdcnotifier.chaos.agent.PlantedBug;
import dev.cdcnotifier.chaos.oracle.Findings.Invariant;
import dev.cdcnotifier.chaos.world.Lane;
import dev.cdcnotifier.chaos.world.World;
import dev.cdcnotifier.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * For each bug the smallest fault that lets it do harm. Each hits one lane only, so that several can be tried at a time.
 * One thread.
 */
final class Provocations {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final double STALL_SECONDS = 1.5;
    private static final long FREEZE_NANOS = TimeUnit.MILLISECONDS.toNanos(3_500);
    private static final int SINGLE_PROCESSES = 20;

    private final World world;
    private final LaneLoad load;
    private final Lane lane;
    private final LaneTopics topics;

    Provocations(World world, LaneLoad load, Lane lane) {
        this.world = world;
        this.load = load;
        this.lane = lane;
        topics = new LaneTopics(world, lane);
    }

    /** What has to be there before the runner that is tried starts. */
    void prepare(PlantedBug bug) throws Exception {
        switch (bug) {
            case SKIP_OFF_BY_ONE -> endInsideTransaction();
            case RECORD_RESENT, FINITE_DELIVERY_TIMEOUT ->
                lane.configure("cdc-notifier.progressor.resend-timeout = 10 s");
            case AUTOMATIC_FLUSH, KEEPALIVE_INSIDE_TRANSACTION -> {
                world.wayOf(lane);
                lane.configure(
                        """
                        cdc-notifier.progressor.resend-timeout = 10 s
                        cdc-notifier.progressor.status-interval = 100 ms
                        """);
            }
            default -> {
                // As it is.
            }
        }
    }

    /** Breaks something for the lane, which runs under load; returns soon. */
    void provoke(PlantedBug bug) throws Exception {
        switch (bug) {
            case ACK_BEFORE_SEND -> topics.stall();
            case ACK_NEXT_WHILE_PENDING -> {
                topics.stallEvents();
                insertProcesses();
            }
            case ACK_ON_FAILED_CALLBACK -> topics.refuseLarge();
            case AUTOMATIC_FLUSH -> keepaliveInside(true);
            case KEEPALIVE_INSIDE_TRANSACTION -> keepaliveInside(false);
            case RECORD_RESENT -> stallBriefly();
            case FINITE_DELIVERY_TIMEOUT -> freezeKafka();
            case SLOT_RECREATED -> dropSlot();
            case REPLICA_IDENTITY_UNCHECKED -> dropIdentity();
            case EXCEPTION_SWALLOWED -> insertPoison();
            case SKIP_OFF_BY_ONE, NON_MONOTONE_CONFIRM -> {
                // They do harm without a further fault.
            }
        }
    }

    /** Whether a sound runner has to stop and call for an operator. */
    static boolean needsOperator(PlantedBug bug) {
        return switch (bug) {
            case SLOT_RECREATED, REPLICA_IDENTITY_UNCHECKED, EXCEPTION_SWALLOWED -> true;
            default -> false;
        };
    }

    void heal() {
        topics.heal();
    }

    private void keepaliveInside(boolean overtaken) throws Exception {
        load.stop(lane);
        new OpenTransaction(world, lane, topics).run(overtaken);
    }

    /** Longer than a client with the bug keeps a record, shorter than the delivery deadline. */
    private void freezeKafka() {
        world.kafkaProxy().freeze();
        pause(FREEZE_NANOS);
        world.kafkaProxy().thaw();
    }

    /**
     * A stall that is shorter than the delivery deadline passes without a single repeat. A repeat from before it counts
     * too: on a busy machine Kafka is slow without any stall.
     */
    private void stallBriefly() throws Exception {
        topics.stall();
        Await.until(
                lane.name() + " to wait for Kafka",
                PATIENCE,
                () -> lane.metric("cdc_in_flight_oldest_seconds", "") > STALL_SECONDS);
        topics.heal();
        if (!world.checker().awaitDelivered(lane.name(), world.walPosition(), PATIENCE)) {
            throw new IllegalStateException(lane.name() + " delivers nothing after a stall");
        }
        if (sessions() != 1) {
            throw new IllegalStateException(lane.name() + " has had " + sessions() + " sessions: it may repeat");
        }
        long repeats = world.checker().repeats(lane.name());
        if (repeats > 0) {
            world.findings()
                    .add(
                            Invariant.DUPLICATES,
                            lane.name() + " repeated " + repeats + " records, though no session had ended");
        }
    }

    private long sessions() throws IOException {
        try (Stream<String> lines = Files.lines(lane.log())) {
            return lines.filter(line -> line.contains("SlotWorker stream starts"))
                    .count();
        }
    }

    /** The runner ends itself when a part of a large transaction is committed in Kafka. */
    private void endInsideTransaction() throws Exception {
        lane.configure("cdc-notifier.progressor.window.records = 100");
        lane.startToCrash(CrashPoint.AFTER_COMMIT_TRANSACTION.option(), 5);
        lane.awaitStreaming(PATIENCE);
        insertEvents("large", 2_000, "\\x83680264000162640004" + "74727565");
        if (!lane.awaitExit(PATIENCE)) {
            throw new IllegalStateException(lane.name() + " did not pass its crash point");
        }
    }

    private static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void insertProcesses() throws SQLException {
        for (int i = 0; i < SINGLE_PROCESSES; i++) {
            insertProcess("single-" + i);
        }
    }

    private void insertProcess(String id) throws SQLException {
        world.execute("INSERT INTO " + table(lane, "processes") + " (process_id, status, previous_status) VALUES ('"
                + id + "', 'init', 'init')");
    }

    private void insertPoison() throws SQLException {
        insertEvents("poison", 1, "\\x00");
    }

    private void insertEvents(String id, int count, String payload) throws SQLException {
        insertProcess(id);
        world.execute("WITH task AS (INSERT INTO " + table(lane, "tasks")
                + " (process_id, task_type, status, scheduled_time) VALUES ('" + id + "', 'init', 'finished', now())"
                + " RETURNING task_id) INSERT INTO " + table(lane, "events")
                + " (process_id, task_id, event_id, payload) SELECT '" + id + "', task_id, n, '" + payload
                + "' FROM task, generate_series(1, " + count + ") n");
    }

    private void dropSlot() throws SQLException {
        String slot = " FROM pg_replication_slots WHERE slot_name = '" + lane.name() + "'";
        // The runner is quick to come back.
        Await.until("the slot to be gone", PATIENCE, () -> {
            try {
                world.execute("SELECT pg_terminate_backend(active_pid)" + slot + " AND active");
                world.execute("SELECT pg_drop_replication_slot(slot_name)" + slot + " AND NOT active");
            } catch (SQLException e) {
                return false;
            }
            return world.count("SELECT count(*)" + slot) == 0;
        });
        insertProcess("while-there-is-no-slot");
    }

    private void dropIdentity() throws SQLException {
        insertProcess("identity");
        world.execute("ALTER TABLE " + table(lane, "processes") + " REPLICA IDENTITY DEFAULT");
        world.execute("UPDATE " + table(lane, "processes") + " SET status = 'error' WHERE process_id = 'identity'");
    }

    static String table(Lane lane, String kind) {
        return '"' + lane.name() + '_' + kind + '"';
    }
}
