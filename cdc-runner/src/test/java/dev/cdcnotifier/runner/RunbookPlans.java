package dev.cdcnotifier.runner;

import static dev.cdcnotifier.runner.RunbookWorlds.EVENTS;
import static dev.cdcnotifier.runner.RunbookWorlds.LIFECYCLE;
import static dev.cdcnotifier.runner.RunbookWorlds.MAJOR;
import static dev.cdcnotifier.runner.RunbookWorlds.NAMESPACE;
import static dev.cdcnotifier.runner.RunbookWorlds.SLOT;
import static dev.cdcnotifier.runner.RunbookWorlds.prepared;
import static dev.cdcnotifier.runner.RunbookWorlds.streaming;
import static dev.cdcnotifier.runner.RunbookWorlds.working;

import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a page about planned work begins in. */
final class RunbookPlans {

    private static final String INVOICES = "demo/invoices";

    /** One that the pg_dump of Debian 12 knows. */
    private static final int OLD_MAJOR = 15;

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

    private RunbookPlans() {}

    static RunbookWorld rollout() throws Exception {
        RunbookWorld world = new RunbookWorld(PgServer.builder(MAJOR), KafkaBroker.builder())
                .tables(NAMESPACE)
                .install(RunbookConfiguration.readme());
        return world.on("the engine works", () -> world.work(NAMESPACE));
    }

    static RunbookWorld rolloutExisting() throws Exception {
        RunbookWorld world = working().tables(INVOICES);
        return world.on("both engines work", () -> {
            world.work(NAMESPACE);
            world.work(INVOICES);
        });
    }

    static RunbookWorld rolloutNew() throws Exception {
        RunbookWorld world = new RunbookWorld(PgServer.builder(MAJOR), KafkaBroker.builder())
                .role()
                .tables(NAMESPACE)
                .install(RunbookConfiguration.empty());
        return world.on("the engine works", () -> world.work(NAMESPACE));
    }

    static RunbookWorld namespaces() throws Exception {
        RunbookWorld world = prepared(PgServer.builder(MAJOR), KafkaBroker.builder())
                .tables(INVOICES)
                .topics("invoices_eventsink", "invoices_lifecycle")
                .service(RunbookConfiguration.readme().stream(
                        SLOT, INVOICES, "invoices_eventsink", "invoices_lifecycle"))
                .streaming();
        world.work(INVOICES);
        return world.on("the engine works", () -> world.work(NAMESPACE));
    }

    static RunbookWorld failover() throws Exception {
        RunbookWorld world = working();
        PgServer standby = world.owned(PgServer.standbyOf(world.pg()));
        world.environment().put("PGHOST_STANDBY", standby.host());
        world.environment().put("PGPORT_STANDBY", Integer.toString(standby.port()));
        return world.on("the primary is gone", () -> world.pg().kill9())
                .on("the engine works at the new primary", () -> world.work(standby, NAMESPACE));
    }

    static RunbookWorld upgrade() throws Exception {
        RunbookWorld world = streaming(PgServer.builder(OLD_MAJOR), KafkaBroker.builder());
        PgServer upgraded = world.owned(PgServer.start(MAJOR));
        world.environment().put("PGHOST_NEW", upgraded.host());
        world.environment().put("PGPORT_NEW", Integer.toString(upgraded.port()));
        return world.on("the engine is stopped", () -> {})
                .on("a server of the new version is set up", () -> {})
                .on("the engine works", () -> world.work(upgraded, NAMESPACE));
    }

    static RunbookWorld credentials() throws Exception {
        RunbookWorld world = streaming(PgServer.builder(MAJOR).passwordAuthentication(), KafkaBroker.builder());
        world.environment().put("PASSWORD_FILE", world.password().toString());
        return world.on("the password is changed and the file is not", () -> world.pg()
                .execute(
                        RunbookWorld.DATABASE,
                        "ALTER ROLE cdc PASSWORD 'another secret'",
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'cdc'"));
    }

    /** The engine's notifications are played by another stream, without our headers. */
    static RunbookWorld besideTheEngine() throws Exception {
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
    static RunbookWorld takeover() throws Exception {
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

    static RunbookWorld secondSite() throws Exception {
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
}
