package dev.cdcnotifier.runner;

import dev.cdcnotifier.progressor.ErlangPhash2;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.process.GuardedProcess;
import dev.cdcnotifier.testkit.process.LoopbackPorts;
import dev.cdcnotifier.testkit.progressor.EngineNotifier;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import dev.cdcnotifier.testkit.progressor.LoadGenerator;
import dev.cdcnotifier.testkit.progressor.ProgressorSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A runner that writes its topics, an engine that writes its own besides, and {@code verify} between them. */
final class BothSides implements AutoCloseable {

    static final String NAMESPACE = "default/default";
    static final String ENGINE_EVENTS = "mg_eventsink";
    static final String ENGINE_LIFECYCLE = "mg_lifecycle";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SLOT = "verified_slot";

    final RunnerProcess runner;
    final EngineNotifier notifier;

    private final PgServer pg;
    private final String database;
    private final GuardedProcess verify = new GuardedProcess("verify", "KILL");
    private final Path config;

    BothSides(PgServer pg, KafkaBroker kafka) throws SQLException {
        this(pg, kafka, 3);
    }

    /** @param enginePartitions of the engine's topics; ours have 3 */
    BothSides(PgServer pg, KafkaBroker kafka, int enginePartitions) throws SQLException {
        this.pg = pg;
        database = pg.createDatabase();
        kafka.createTopic("events", 3);
        kafka.createTopic("lifecycle", 3);
        kafka.createTopic(ENGINE_EVENTS, enginePartitions);
        kafka.createTopic(ENGINE_LIFECYCLE, enginePartitions);
        try (Connection connection = pg.connect(database)) {
            new EngineTables(NAMESPACE).create(connection);
        }
        String text = config(kafka.bootstrapServers());
        config = verify.folder().resolve("verify.conf");
        try {
            Files.writeString(config, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        runner = new RunnerProcess(text, LoopbackPorts.free());
        notifier = new EngineNotifier(
                kafka.bootstrapServers(), NAMESPACE, ENGINE_EVENTS, ENGINE_LIFECYCLE, new ErlangPhash2()::hash);
        runner.start();
        runner.awaitStatus("/health/ready", 200);
    }

    ProgressorSimulator engine() throws SQLException {
        return new ProgressorSimulator(() -> pg.connect(database), NAMESPACE, notifier);
    }

    LoadGenerator load(double transactionsPerSecond) {
        return LoadGenerator.start(
                () -> pg.connect(database), NAMESPACE, LoadGenerator.Load.of(transactionsPerSecond, 2), notifier);
    }

    /** Waits until all that is committed now is confirmed. */
    void awaitDelivery() {
        String end = query("SELECT pg_current_wal_lsn()");
        Await.until("the slot at " + end, PATIENCE, () -> query("SELECT confirmed_flush_lsn >= '" + end
                        + "' FROM pg_replication_slots WHERE slot_name = '" + SLOT + "'")
                .equals("t"));
    }

    /** Runs it to its end and returns its exit code. */
    int verify(String... options) {
        return verify.run(command(options), PATIENCE);
    }

    void startVerify(String... options) {
        verify.start(command(options));
    }

    /** Starts it with a reader of its output that goes away after a line. */
    void startVerifyForALine() {
        List<String> piped = new ArrayList<>(List.of("sh", "-c", "\"$@\" | head -n 1; echo gone", "sh"));
        piped.addAll(command());
        verify.start(piped);
    }

    /** Waits until it has printed that. */
    void awaitPrinted(String text) {
        try {
            Await.until("verify to print " + text, PATIENCE, () -> printed().contains(text));
        } catch (RuntimeException e) {
            throw new AssertionError(e.getMessage() + "\n" + printed(), e);
        }
    }

    /** Interrupts it, as Ctrl-C does, and returns its exit code. */
    int interruptVerify() {
        verify.signal("INT");
        if (!verify.awaitExit(PATIENCE)) {
            throw new AssertionError("verify does not end:\n" + printed());
        }
        return verify.exitCode();
    }

    String printed() {
        return verify.lastOutput();
    }

    private List<String> command(String... options) {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                RunnerProcess.distribution().resolve("bin/cdc-notifier").toString(),
                "verify",
                "--config",
                config.toString(),
                "--namespace",
                NAMESPACE,
                "--engine-eventsink-topic",
                ENGINE_EVENTS,
                "--engine-lifecycle-topic",
                ENGINE_LIFECYCLE));
        command.addAll(List.of(options));
        return command;
    }

    private String query(String sql) {
        try (Connection connection = pg.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private String config(String brokers) {
        return """
               cdc-notifier {
                 databases.main { host = "127.0.0.1", port = %d, database = "%s", username = postgres, password = "" }
                 kafka-clients.main { bootstrap.servers = "%s" }
                 progressor {
                   reconnect-timeout = 500 ms
                   streams.main.%s."%s" { kafka-client = main, eventsink-topic = events, lifecycle-topic = lifecycle }
                 }
               }
               """
                .formatted(pg.port(), database, brokers, SLOT, NAMESPACE);
    }

    @Override
    public void close() throws SQLException {
        verify.close();
        notifier.close();
        runner.close();
        pg.dropDatabase(database);
    }
}
