package dev.cdcnotifier.runner;

import dev.cdcnotifier.runner.runbook.CommandShell;
import dev.cdcnotifier.runner.runbook.KafkaTools;
import dev.cdcnotifier.runner.runbook.Services;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import dev.cdcnotifier.testkit.progressor.ProgressorSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The world that a runbook's page begins in: PostgreSQL with a namespace of an engine, Kafka with its topics, a runner as a
 * service, and an operator's shell. Nothing of it runs but what was started by {@link RunbookWorlds}.
 */
final class RunbookWorld implements AutoCloseable {

    static final String DATABASE = "progressor_db";

    /** The runner's own role. */
    static final String ROLE = "cdc";

    static final String PASSWORD = "secret";

    /** The engine's role, which owns the tables. */
    private static final String OWNER = "progressor";

    static final String NAMESPACE = "default/default";

    /** For hangs only. */
    static final Duration PATIENCE = Duration.ofSeconds(120);

    /** What the page says happens. */
    interface Event {
        void happen() throws Exception;
    }

    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final Map<String, Event> events = new HashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Services services = owned(new Services());
    private final PgServer pg;
    private final KafkaBroker kafka;
    private @Nullable RunnerProcess runner;
    private @Nullable CommandShell shell;
    private int processes;

    RunbookWorld(PgServer.Builder pgBuilder, KafkaBroker.Builder kafkaBuilder) throws IOException, SQLException {
        try {
            pg = owned(pgBuilder.start());
            kafka = owned(kafkaBuilder.start());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        services.add("postgresql", new RunbookUnits.Database(pg));
        environment.put("PGHOST", pg.host());
        environment.put("PGPORT", Integer.toString(pg.port()));
        environment.put("PGUSER", PgServer.SUPERUSER);
        environment.put("PGDATABASE", DATABASE);
        environment.put("BROKERS", kafka.bootstrapServers());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("REPLICAS", "1");
        pg.execute(PgServer.SUPERUSER, "CREATE ROLE " + OWNER, "CREATE DATABASE " + DATABASE + " OWNER " + OWNER);
    }

    PgServer pg() {
        return pg;
    }

    KafkaBroker kafka() {
        return kafka;
    }

    private static Path password(RunnerProcess runner) {
        return runner.config().resolveSibling("cdc.password");
    }

    RunnerProcess runner() {
        if (runner == null) {
            throw new IllegalStateException("this page's world has no runner");
        }
        return runner;
    }

    Map<String, String> environment() {
        return environment;
    }

    /** Where the password of the runner's role lies. */
    Path password() {
        return password(runner());
    }

    /** Closed with this world, in the reverse order. */
    <T extends AutoCloseable> T owned(T resource) {
        closing.push(resource);
        return resource;
    }

    /** Makes a namespace's tables, as the engine's migrations do. */
    RunbookWorld tables(String namespace) throws SQLException {
        try (Connection connection = pg.connect(DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute("SET ROLE " + OWNER);
            new EngineTables(namespace).create(connection);
        }
        return this;
    }

    /** Makes the runner's role, as the page about rollouts does. */
    RunbookWorld role() throws SQLException {
        pg.createReplicationRole(ROLE, PASSWORD);
        pg.execute(DATABASE, "GRANT " + OWNER + " TO " + ROLE);
        return this;
    }

    RunbookWorld topics(String... names) {
        for (String name : names) {
            kafka.createTopic(name, 8);
        }
        return this;
    }

    /** Installs the runner as a service of that name and starts it. */
    RunbookWorld service(RunbookConfiguration configuration) throws IOException {
        install(configuration);
        runner().start();
        return this;
    }

    /** Installs the runner as a service that does not run. */
    RunbookWorld install(RunbookConfiguration configuration) throws IOException {
        RunnerProcess installed = another(configuration);
        runner = installed;
        services.add("cdc-notifier", new RunbookUnits.Runner(installed));
        environment.put("CONFIG", installed.config().toString());
        environment.put("URL", installed.url());
        return this;
    }

    /** A second runner, which is nobody's service and does not run. */
    RunnerProcess another(RunbookConfiguration configuration) throws IOException {
        RunnerProcess other = owned(new RunnerProcess(configuration.text(this)));
        Files.writeString(password(other), PASSWORD + '\n');
        return other;
    }

    RunbookWorld streaming() {
        runner().awaitStatus("/health/ready", 200);
        return this;
    }

    RunbookWorld on(String name, Event event) {
        events.put(name, event);
        return this;
    }

    /** Lets happen what the page says. */
    void happen(String name) throws Exception {
        Event event = events.get(name);
        if (event == null) {
            throw new IllegalArgumentException("nothing of this page's world is named \"" + name + '"');
        }
        event.happen();
    }

    /** A process of the engine begins to live, with three events. */
    void work(String namespace) throws SQLException {
        work(pg, namespace);
    }

    /** The same at another server. */
    void work(PgServer server, String namespace) throws SQLException {
        try (ProgressorSimulator engine = new ProgressorSimulator(() -> server.connect(DATABASE), namespace)) {
            String id = "p" + ++processes;
            engine.startProcess(id);
            engine.call(id);
        }
    }

    CommandShell shell() throws IOException {
        if (shell == null) {
            Path bin = owned(new ScratchFolder("runbook-bin")).path();
            KafkaTools.install(bin);
            services.install(bin);
            Files.createSymbolicLink(
                    bin.resolve("cdc-notifier"), RunnerProcess.distribution().resolve("bin/cdc-notifier"));
            environment.put("PATH", bin + ":" + System.getenv("PATH"));
            shell = owned(new CommandShell(environment));
        }
        return shell;
    }

    /** Waits until a statement returns true. */
    void await(String what, String sql) {
        Await.until(what, PATIENCE, () -> {
            try (Connection connection = pg.connect(DATABASE);
                    var statement = connection.createStatement();
                    var row = statement.executeQuery(sql)) {
                return row.next() && row.getBoolean(1);
            }
        });
    }

    @Override
    public void close() {
        while (!closing.isEmpty()) {
            try {
                closing.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot close", e);
            }
        }
    }
}
