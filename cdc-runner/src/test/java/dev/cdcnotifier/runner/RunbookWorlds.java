package dev.cdcnotifier.runner;

import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** The situation that each page of {@code docs/runbooks} is for. */
final class RunbookWorlds {

    private static final int MAJOR = 17;

    /** One that the pg_dump of Debian 12 knows. */
    private static final int OLD_MAJOR = 15;

    private static final String SLOT = "cdc_slot_default";
    private static final String INVOICES = "demo/invoices";
    private static final String NAMESPACE = RunbookWorld.NAMESPACE;
    private static final String EVENTS = "cdc_eventsink_topic";
    private static final String LIFECYCLE = "cdc_lifecycle_topic";

    private static final String TOKEN = "an-operator-of-a-test";

    private static final String SYS_CONFIG =
            """
            [
              {cdc_progressor, [
                {streams, #{progressor_db => #{"cdc_slot_default" => #{'default/default' => #{
                  kafka_client => default_kafka_client,
                  eventsink_topic => <<"cdc_eventsink_topic">>,
                  lifecycle_topic => <<"cdc_lifecycle_topic">>}}}}},
                {resend_timeout, 3000}, {max_retries, 3}, {reconnect_timeout, 5000}
              ]},
              {epg_connector, [{databases, #{progressor_db => #{
                host => "postgres.example", port => 5432, database => "progressor_db",
                username => "progressor", password => "secret"}}}]},
              {brod, [{clients, [{default_kafka_client, [{endpoints, [{"kafka.example", 9092}]}]}]}]}
            ].
            """;

    /** Makes a page's world. */
    interface Maker {
        RunbookWorld make() throws Exception;
    }

    /** By the page's name. A page is run when it stands here. */
    static final Map<String, Maker> ALL = new TreeMap<>(Map.ofEntries(
            Map.entry("process-down", RunbookWorlds::processDown),
            Map.entry("slot-lost", RunbookWorlds::slotLost),
            Map.entry("wal-growing", RunbookWorlds::walGrowing),
            Map.entry("kafka-down", RunbookWorlds::kafkaDown),
            Map.entry("stopped-streams", RunbookWorlds::topicMissing),
            Map.entry("topics", RunbookWorlds::working),
            Map.entry("rollout-existing", RunbookWorlds::rolloutExisting),
            Map.entry("rollout-new", RunbookWorlds::rolloutNew),
            Map.entry("namespaces", RunbookWorlds::namespaces),
            Map.entry("postgres-failover", RunbookWorlds::failover),
            Map.entry("postgres-upgrade", RunbookWorlds::upgrade),
            Map.entry("credentials", RunbookWorlds::credentials),
            Map.entry("second-site", RunbookWorlds::secondSite)));

    /** Pages whose commands are still being built: a line moves to {@link #ALL} when they are there. */
    static final Map<String, Maker> WAITING = Map.ofEntries(
            Map.entry("lag", RunbookWorlds::working),
            Map.entry("paused", RunbookWorlds::controlled),
            Map.entry("poison-row", RunbookWorlds::poisonRow),
            Map.entry("rollout", RunbookWorlds::rollout),
            Map.entry("rollout-beside-the-engine", RunbookWorlds::besideTheEngine),
            Map.entry("takeover", RunbookWorlds::takeover));

    private RunbookWorlds() {}

    /** A namespace that streams and has streamed something. */
    static RunbookWorld working() throws Exception {
        return streaming(PgServer.builder(MAJOR), KafkaBroker.builder());
    }

    private static RunbookWorld streaming(PgServer.Builder pg, KafkaBroker.Builder kafka) throws Exception {
        RunbookWorld world =
                prepared(pg, kafka).service(RunbookConfiguration.readme()).streaming();
        world.work(NAMESPACE);
        world.on("the engine works", () -> world.work(NAMESPACE));
        return world;
    }

    private static RunbookWorld prepared(PgServer.Builder pg, KafkaBroker.Builder kafka) throws Exception {
        return new RunbookWorld(pg, kafka).role().tables(NAMESPACE).topics(EVENTS, LIFECYCLE);
    }

    private static RunbookWorld processDown() throws Exception {
        RunbookWorld world = working();
        RunnerProcess standby = world.another(RunbookConfiguration.readme());
        world.environment().put("URL_OF_STANDBY", standby.url());
        return world.on("the process is killed", () -> {
                    world.runner().signal("KILL");
                    world.runner().awaitExit(RunbookWorld.PATIENCE);
                })
                .on("the standby is started", standby::start);
    }

    private static RunbookWorld slotLost() throws Exception {
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

    private static RunbookWorld walGrowing() throws Exception {
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

    private static RunbookWorld kafkaDown() throws Exception {
        RunbookWorld world =
                streaming(PgServer.builder(MAJOR), KafkaBroker.builder().ownProcess());
        return world.on("Kafka stops", () -> {
                    world.kafka().kill9();
                    world.work(NAMESPACE);
                })
                .on("Kafka is back", () -> world.kafka().restart());
    }

    private static RunbookWorld rollout() throws Exception {
        RunbookWorld world = new RunbookWorld(PgServer.builder(MAJOR), KafkaBroker.builder())
                .tables(NAMESPACE)
                .install(RunbookConfiguration.readme());
        return world.on("the engine works", () -> world.work(NAMESPACE));
    }

    private static RunbookWorld rolloutExisting() throws Exception {
        RunbookWorld world = working().tables(INVOICES);
        return world.on("both engines work", () -> {
            world.work(NAMESPACE);
            world.work(INVOICES);
        });
    }

    private static RunbookWorld rolloutNew() throws Exception {
        RunbookWorld world = new RunbookWorld(PgServer.builder(MAJOR), KafkaBroker.builder())
                .role()
                .tables(NAMESPACE)
                .install(RunbookConfiguration.empty());
        return world.on("the engine works", () -> world.work(NAMESPACE));
    }

    private static RunbookWorld namespaces() throws Exception {
        RunbookWorld world = prepared(PgServer.builder(MAJOR), KafkaBroker.builder())
                .tables(INVOICES)
                .topics("invoices_eventsink", "invoices_lifecycle")
                .service(RunbookConfiguration.readme().stream(
                        SLOT, INVOICES, "invoices_eventsink", "invoices_lifecycle"))
                .streaming();
        world.work(INVOICES);
        return world.on("the engine works", () -> world.work(NAMESPACE));
    }

    private static RunbookWorld failover() throws Exception {
        RunbookWorld world = working();
        PgServer standby = world.owned(PgServer.standbyOf(world.pg()));
        world.environment().put("PGHOST_STANDBY", standby.host());
        world.environment().put("PGPORT_STANDBY", Integer.toString(standby.port()));
        return world.on("the primary is gone", () -> world.pg().kill9())
                .on("the engine works at the new primary", () -> world.work(standby, NAMESPACE));
    }

    private static RunbookWorld upgrade() throws Exception {
        RunbookWorld world = streaming(PgServer.builder(OLD_MAJOR), KafkaBroker.builder());
        PgServer upgraded = world.owned(PgServer.start(MAJOR));
        world.environment().put("PGHOST_NEW", upgraded.host());
        world.environment().put("PGPORT_NEW", Integer.toString(upgraded.port()));
        return world.on("the engine is stopped", () -> {})
                .on("a server of the new version is set up", () -> {})
                .on("the engine works", () -> world.work(upgraded, NAMESPACE));
    }

    private static RunbookWorld credentials() throws Exception {
        RunbookWorld world = streaming(PgServer.builder(MAJOR).passwordAuthentication(), KafkaBroker.builder());
        world.environment().put("PASSWORD_FILE", world.password().toString());
        return world.on("the password is changed and the file is not", () -> world.pg()
                .execute(
                        RunbookWorld.DATABASE,
                        "ALTER ROLE cdc PASSWORD 'another secret'",
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'cdc'"));
    }

    private static RunbookWorld topicMissing() throws Exception {
        return new RunbookWorld(PgServer.builder(MAJOR), KafkaBroker.builder())
                .role()
                .tables(NAMESPACE)
                .topics(LIFECYCLE)
                .service(RunbookConfiguration.readme())
                .on("a topic is missing", () -> {});
    }

    private static RunbookWorld controlled() throws Exception {
        RunbookWorld world = prepared(PgServer.builder(MAJOR), KafkaBroker.builder())
                .service(RunbookConfiguration.readme().token(TOKEN))
                .streaming();
        world.environment().put("CDC_HTTP_TOKEN", TOKEN);
        return world;
    }

    private static RunbookWorld poisonRow() throws Exception {
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

    /** The engine's notifications are played by another stream, without our headers. */
    private static RunbookWorld besideTheEngine() throws Exception {
        RunbookWorld world = new RunbookWorld(PgServer.builder(MAJOR), KafkaBroker.builder())
                .role()
                .tables(NAMESPACE)
                .topics("engine_eventsink", "engine_lifecycle")
                .install(RunbookConfiguration.empty());
        RunnerProcess notifier = world.another(RunbookConfiguration.empty().setting("headers = false").stream(
                "engine", NAMESPACE, "engine_eventsink", "engine_lifecycle"));
        notifier.start();
        notifier.awaitStatus("/health/ready", 200);
        return world.on("the engine works and notifies", () -> world.work(NAMESPACE))
                .on("the engine works without notifying", () -> {
                    notifier.signal("TERM");
                    notifier.awaitExit(RunbookWorld.PATIENCE);
                    world.work(NAMESPACE);
                });
    }

    /** The Erlang service is played by another runner. */
    private static RunbookWorld takeover() throws Exception {
        RunbookWorld world =
                prepared(PgServer.builder(MAJOR), KafkaBroker.builder()).install(RunbookConfiguration.readme());
        RunnerProcess service = world.another(RunbookConfiguration.readme().setting("headers = false"));
        service.start();
        service.awaitStatus("/health/ready", 200);
        Path folder = world.owned(new ScratchFolder("erlang")).path();
        world.environment()
                .put(
                        "SYS_CONFIG",
                        Files.writeString(folder.resolve("sys.config"), SYS_CONFIG)
                                .toString());
        return world.on("the Erlang service is stopped", () -> {
                    service.signal("TERM");
                    service.awaitExit(RunbookWorld.PATIENCE);
                })
                .on("the engine works", () -> world.work(NAMESPACE));
    }

    private static RunbookWorld secondSite() throws Exception {
        RunbookWorld world = working();
        KafkaBroker kafka = world.owned(KafkaBroker.start());
        kafka.createTopic(EVENTS, 8);
        kafka.createTopic(LIFECYCLE, 8);
        RunnerProcess runner = world.owned(
                new RunnerProcess(RunbookConfiguration.empty().stream("cdc_slot_site_b", NAMESPACE, EVENTS, LIFECYCLE)
                        .text(world)
                        .replace(world.kafka().bootstrapServers(), kafka.bootstrapServers())
                        .replace("cdc.password", world.password().toString())));
        world.environment().put("URL_OF_SITE_B", runner.url());
        world.environment().put("BROKERS_OF_SITE_B", kafka.bootstrapServers());
        return world.on("the second site is started", runner::start).on("the first site is lost", () -> {
            world.runner().signal("KILL");
            world.runner().awaitExit(RunbookWorld.PATIENCE);
            world.kafka().close();
        });
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
