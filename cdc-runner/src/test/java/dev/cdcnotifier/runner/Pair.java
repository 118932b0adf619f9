package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.TopicReader;
import dev.cdcnotifier.testkit.TopicReader.Isolation;
import dev.cdcnotifier.testkit.TopicRecord;
import dev.cdcnotifier.testkit.guarantee.AtLeastOnce;
import dev.cdcnotifier.testkit.guarantee.PerKeyOrder;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import dev.cdcnotifier.testkit.progressor.History;
import dev.cdcnotifier.testkit.progressor.LoadGenerator;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Two runners of one slot with a load, of which the first to stream is the active one. */
final class Pair implements AutoCloseable {

    /** For hangs only: longer than any takeover takes on the slowest machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final String NAMESPACE = "default/default";
    private static final String EVENTS = "events";
    private static final String SLOT = "shared_slot";

    /** What happens to the active one. */
    enum Loss {
        KILLED,
        ASKED_TO_STOP,
        FROZEN
    }

    /** How long it took until the other one streamed. */
    record Takeover(Loss loss, Duration took) {}

    private final PgServer pg;
    private final KafkaBroker kafka;
    private final String database;
    private final LoadGenerator load;
    private RunnerProcess active;
    private RunnerProcess standby;

    Pair(PgServer pg, KafkaBroker kafka) throws SQLException {
        this.pg = pg;
        this.kafka = kafka;
        this.database = pg.createDatabase();
        kafka.createTopic(EVENTS, 3);
        kafka.createTopic("lifecycle", 3);
        try (Connection connection = pg.connect(database)) {
            new EngineTables(NAMESPACE).create(connection);
        }
        active = new RunnerProcess(config());
        standby = new RunnerProcess(config());
        active.start();
        await(active, "STREAMING");
        standby.start();
        await(standby, "STANDBY");
        load = LoadGenerator.start(() -> pg.connect(database), NAMESPACE, LoadGenerator.Load.of(100, 2));
    }

    /** Takes the active one away, waits until the other one streams, and brings the first back to stand by. */
    Takeover takeover(Loss loss) throws IOException, InterruptedException {
        awaitDelivery();
        assertThat(standby.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(state(standby)).isEqualTo("STANDBY");
        long before = System.nanoTime();
        lose(loss);
        await(standby, "STREAMING");
        Takeover takeover = new Takeover(loss, Duration.ofNanos(System.nanoTime() - before));
        awaitDelivery();
        if (loss == Loss.FROZEN) {
            active.signal("CONT");
        } else {
            active.start();
        }
        await(active, "STANDBY");
        RunnerProcess back = active;
        active = standby;
        standby = back;
        return takeover;
    }

    List<Takeover> takeovers(int count) throws IOException, InterruptedException {
        List<Takeover> takeovers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            takeovers.add(takeover(Loss.values()[i % Loss.values().length]));
        }
        return takeovers;
    }

    /** Freezes the active one until the other has taken over, moved the slot and died; then the first is thawed. */
    void standbyComesAndGoesUnseen() throws IOException, InterruptedException {
        Await.until("the active one to have seen the other", PATIENCE, () -> active.get("/metrics")
                .body()
                .contains("cdc_slot_other_runners{stream=\"main/" + SLOT + "\"} 1"));
        active.signal("STOP");
        await(standby, "STREAMING");
        awaitDelivery();
        standby.signal("KILL");
        standby.awaitExit(STOP_LIMIT);
        active.signal("CONT");
        Await.until("the thawed one to have noticed", PATIENCE, () -> !active.get("/streams")
                .body()
                .contains("\"restarts\":0"));
        await(active, "STREAMING");
        awaitDelivery();
    }

    /** Ends the load, waits for the rest, and compares all that was read with all that was committed. */
    void assertNothingLostNorOutOfOrder() {
        load.close();
        String end = query("SELECT pg_current_wal_lsn()");
        Await.until("the slot at " + end, PATIENCE, () -> query("SELECT confirmed_flush_lsn >= '" + end
                        + "' FROM pg_replication_slots WHERE slot_name = '" + SLOT + "'")
                .equals("t"));
        History history = load.history();
        AtLeastOnce completeness = new AtLeastOnce();
        PerKeyOrder order = new PerKeyOrder();
        history.processes()
                .forEach(process -> completeness.committed(NAMESPACE + ' ' + process, history.lastEventId(process)));
        try (TopicReader reader = new TopicReader(kafka.directBootstrapServers(), Isolation.READ_COMMITTED, EVENTS)) {
            for (TopicRecord record : reader.readToEnd(PATIENCE)) {
                completeness.delivered(record.keyText(), EventRecords.eventId(record));
                order.delivered(record.keyText(), EventRecords.eventId(record));
            }
        }
        assertThat(completeness.violations()).isEmpty();
        assertThat(order.overtakings()).isEmpty();
        assertThat(order.delivered()).isGreaterThan(100);
    }

    private void lose(Loss loss) {
        switch (loss) {
            case KILLED -> {
                active.signal("KILL");
                active.awaitExit(STOP_LIMIT);
            }
            case ASKED_TO_STOP -> {
                active.signal("TERM");
                assertThat(active.awaitExit(STOP_LIMIT)).isZero();
            }
            case FROZEN -> active.signal("STOP");
        }
    }

    /** Waits until something that is committed from now on is confirmed. */
    private void awaitDelivery() {
        long committed = load.history().commits();
        Await.until("another commit", PATIENCE, () -> load.history().commits() > committed);
        String position = query("SELECT pg_current_wal_lsn()");
        Await.until("the slot at " + position, PATIENCE, () -> query("SELECT confirmed_flush_lsn >= '" + position
                        + "' FROM pg_replication_slots WHERE slot_name = '" + SLOT + "'")
                .equals("t"));
    }

    private static void await(RunnerProcess runner, String state) {
        try {
            Await.until(state, PATIENCE, () -> state(runner).equals(state));
        } catch (RuntimeException e) {
            throw new AssertionError(e.getMessage() + "\n" + runner.output(), e);
        }
    }

    private static String state(RunnerProcess runner) throws IOException, InterruptedException {
        String body = runner.get("/streams").body();
        int at = body.indexOf("\"state\":\"") + 9;
        return body.substring(at, body.indexOf('"', at));
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

    private String config() {
        return """
               cdc-notifier {
                 databases.main { host = "127.0.0.1", port = %d, database = "%s", username = postgres, password = "" }
                 kafka-clients.main { bootstrap.servers = "%s" }
                 progressor {
                   reconnect-timeout = 500 ms
                   streams.main.%s."%s" { kafka-client = main, eventsink-topic = %s, lifecycle-topic = lifecycle }
                 }
               }
               """
                .formatted(pg.port(), database, kafka.bootstrapServers(), SLOT, NAMESPACE, EVENTS);
    }

    @Override
    public void close() throws SQLException {
        try {
            load.close();
        } finally {
            active.close();
            standby.close();
            pg.dropDatabase(database);
        }
    }
}
