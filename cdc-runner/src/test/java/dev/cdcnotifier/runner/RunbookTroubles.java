package dev.cdcnotifier.runner;

import static dev.cdcnotifier.runner.RunbookWorlds.LIFECYCLE;
import static dev.cdcnotifier.runner.RunbookWorlds.MAJOR;
import static dev.cdcnotifier.runner.RunbookWorlds.NAMESPACE;
import static dev.cdcnotifier.runner.RunbookWorlds.prepared;
import static dev.cdcnotifier.runner.RunbookWorlds.streaming;
import static dev.cdcnotifier.runner.RunbookWorlds.working;

import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What a page about trouble begins in. */
final class RunbookTroubles {

    private static final String TOKEN = "an-operator-of-a-test";

    private RunbookTroubles() {}

    static RunbookWorld processDown() throws Exception {
        RunbookWorld world = working();
        RunnerProcess standby = world.another(RunbookConfiguration.readme());
        world.environment().put("URL_OF_STANDBY", standby.url());
        return world.on("the process is killed", () -> {
                    world.runner().signal("KILL");
                    world.runner().awaitExit(RunbookWorld.PATIENCE);
                })
                .on("the standby is started", standby::start);
    }

    static RunbookWorld slotLost() throws Exception {
        RunbookWorld world = streaming(smallWal(), KafkaBroker.builder());
        return world.on("the slot is lost", () -> {
            world.await(
                    "the events to be confirmed",
                    "SELECT confirmed_flush_lsn >= pg_current_wal_lsn() - 1000 FROM" + " pg_replication_slots");
            world.runner().signal("TERM");
            world.runner().awaitExit(RunbookWorld.PATIENCE);
            world.work(NAMESPACE);
            writeWal(world, 8);
            world.pg().execute(RunbookWorld.DATABASE, "CHECKPOINT");
            world.await("the slot to be lost", "SELECT wal_status = 'lost' FROM pg_replication_slots");
            world.runner().start();
        });
    }

    static RunbookWorld walGrowing() throws Exception {
        RunbookWorld world = streaming(
                PgServer.builder(MAJOR)
                        .setting("max_slot_wal_keep_size", "256MB")
                        .setting("wal_keep_size", "0"),
                KafkaBroker.builder());
        return world.on("a transaction stays open", () -> {
            Connection open = world.owned(world.pg().connect(RunbookWorld.DATABASE));
            open.setAutoCommit(false);
            try (Statement statement = open.createStatement()) {
                statement.execute("SELECT pg_current_xact_id()");
                statement.execute("SELECT pg_logical_emit_message(true, 'forgotten', 'x')");
            }
            writeWal(world, 3);
            world.await(
                    "the rest to be confirmed",
                    "SELECT pg_current_wal_lsn() - confirmed_flush_lsn < 10000 FROM" + " pg_replication_slots");
        });
    }

    static RunbookWorld kafkaDown() throws Exception {
        RunbookWorld world =
                streaming(PgServer.builder(MAJOR), KafkaBroker.builder().ownProcess());
        return world.on("Kafka stops", () -> {
                    world.kafka().kill9();
                    world.work(NAMESPACE);
                })
                .on("Kafka is back", () -> world.kafka().restart());
    }

    static RunbookWorld topicMissing() throws Exception {
        return new RunbookWorld(PgServer.builder(MAJOR), KafkaBroker.builder())
                .role()
                .tables(NAMESPACE)
                .topics(LIFECYCLE)
                .service(RunbookConfiguration.readme())
                .on("a topic is missing", () -> {});
    }

    static RunbookWorld controlled() throws Exception {
        RunbookWorld world = prepared(PgServer.builder(MAJOR), KafkaBroker.builder())
                .service(RunbookConfiguration.readme().token(TOKEN))
                .streaming();
        world.environment().put("CDC_HTTP_TOKEN", TOKEN);
        return world;
    }

    static RunbookWorld poisonRow() throws Exception {
        RunbookWorld world = controlled();
        world.pg()
                .execute(
                        RunbookWorld.DATABASE,
                        "INSERT INTO \"default/default_processes\" (process_id, status, previous_status)"
                                + " VALUES ('broken', 'running', 'running')",
                        "INSERT INTO \"default/default_tasks\" (task_id, process_id, task_type, status, scheduled_time)"
                                + " VALUES (1000000, 'broken', 'call', 'finished', now())");
        return world.on("a row is written that cannot become a message", () -> poison(world, 1))
                .on("another such row is written", () -> poison(world, 2));
    }

    private static void poison(RunbookWorld world, int eventId) throws SQLException {
        world.pg()
                .execute(
                        RunbookWorld.DATABASE,
                        "INSERT INTO \"default/default_events\" (process_id, task_id, event_id, payload)"
                                + " VALUES ('broken', 1000000, " + eventId + ", '\\x8301')");
    }

    /** A slot is lost after 8 MB. */
    private static PgServer.Builder smallWal() {
        return PgServer.builder(MAJOR)
                .setting("max_slot_wal_keep_size", "8MB")
                .setting("wal_keep_size", "0")
                .setting("min_wal_size", "32MB")
                .setting("max_wal_size", "32MB");
    }

    /** Fills files of 16 MB. */
    private static void writeWal(RunbookWorld world, int files) throws SQLException {
        for (int file = 0; file < files; file++) {
            world.pg()
                    .execute(
                            RunbookWorld.DATABASE,
                            "SELECT pg_logical_emit_message(false, 'filler', repeat('x', 1000000))",
                            "SELECT pg_switch_wal()");
        }
    }
}
