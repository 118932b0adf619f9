package dev.cdcnotifier.bench.world;

import dev.cdcnotifier.bench.contender.Job;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import dev.cdcnotifier.testkit.progressor.ErlangTermWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;

/** PostgreSQL with a slot that holds a backlog, and Kafka. One thread. */
public final class Workbench implements AutoCloseable {

    private static final String DATABASE = "bench";
    private static final String NAMESPACE = "bench";
    private static final String BASE_SLOT = "bench_base";
    private static final int PARTITIONS = 3;
    private static final int EVENTS_PER_PROCESS = 100;
    private static final int PAYLOAD_BYTES = 300;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final PgServer postgres;
    private final KafkaBroker kafka;
    private final EngineTables tables = new EngineTables(NAMESPACE);
    private String end = "";
    private int jobs;

    /** Starts the servers, with a namespace of the engine's and a slot without a backlog. */
    public Workbench(int major) throws SQLException {
        try {
            postgres = keep(PgServer.builder(major)
                    .setting("shared_buffers", "256MB")
                    .setting("max_wal_size", "8GB")
                    .setting("checkpoint_timeout", "1h")
                    .start());
            kafka = keep(KafkaBroker.builder().ownProcess().start());
            prepare();
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    private void prepare() throws SQLException {
        postgres.createDatabase(DATABASE);
        try (Connection connection = postgres.connect(DATABASE)) {
            tables.create(connection);
        }
        postgres.execute(
                DATABASE,
                "ALTER TABLE " + tables.table("processes") + " REPLICA IDENTITY FULL",
                "CREATE PUBLICATION " + NAMESPACE + " FOR TABLE " + tables.table("processes") + ", "
                        + tables.table("events"));
    }

    /** Commits so many transactions, each one event and one change of its process. */
    public void backlog(int transactions) throws SQLException {
        int processes = (transactions + EVENTS_PER_PROCESS - 1) / EVENTS_PER_PROCESS;
        postgres.execute(
                DATABASE,
                "INSERT INTO " + tables.table("processes") + " (process_id, status, previous_status)"
                        + " SELECT 'process-' || n, 'running', 'running' FROM generate_series(1, " + processes + ") n",
                "INSERT INTO " + tables.table("tasks") + " (process_id, task_type, status, scheduled_time)"
                        + " SELECT 'process-' || n, 'call', 'finished', now() FROM generate_series(1, " + processes
                        + ") n",
                "SELECT pg_create_logical_replication_slot('" + BASE_SLOT + "', 'pgoutput')",
                """
                DO $$ BEGIN
                  FOR i IN 0 .. %d LOOP
                    INSERT INTO %s (process_id, task_id, event_id, payload)
                      VALUES ('process-' || (i / %d + 1), i / %d + 1, i %% %d + 1, '\\x%s');
                    UPDATE %s SET corrupted_by = i WHERE process_id = 'process-' || (i / %d + 1);
                    COMMIT;
                  END LOOP;
                END $$
                """
                        .formatted(
                                transactions - 1,
                                tables.table("events"),
                                EVENTS_PER_PROCESS,
                                EVENTS_PER_PROCESS,
                                EVENTS_PER_PROCESS,
                                HexFormat.of().formatHex(payload()),
                                tables.table("processes"),
                                EVENTS_PER_PROCESS),
                "CHECKPOINT");
        end = ask("SELECT pg_current_wal_flush_lsn()");
    }

    private static byte[] payload() {
        String text = "";
        byte[] term = ErlangTermWriter.write(text);
        while (term.length < PAYLOAD_BYTES) {
            text += "x".repeat(PAYLOAD_BYTES - term.length);
            term = ErlangTermWriter.write(text);
        }
        return term;
    }

    /** A slot of its own with the whole backlog, and topics of its own; gone when it is closed. */
    public Job job(Path folder, int transactions) throws SQLException {
        String name = "run_" + ++jobs;
        postgres.execute(DATABASE, "SELECT pg_copy_logical_replication_slot('" + BASE_SLOT + "', '" + name + "')");
        Map<String, String> settings = Map.of("message.timestamp.type", "LogAppendTime");
        kafka.createTopic(name, PARTITIONS, settings);
        kafka.createTopic(name + "-lifecycle", PARTITIONS, settings);
        return new Job(
                postgres.host(),
                postgres.port(),
                DATABASE,
                name,
                NAMESPACE,
                end,
                kafka.directBootstrapServers(),
                name,
                folder,
                transactions,
                () -> drop(name));
    }

    private void drop(String slot) {
        try {
            postgres.execute(
                    DATABASE,
                    "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '" + slot
                            + "' AND active",
                    """
                    DO $$ BEGIN
                      WHILE EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '%s' AND active) LOOP
                        PERFORM pg_sleep(0.01);
                      END LOOP;
                      PERFORM pg_drop_replication_slot('%s');
                    END $$
                    """
                            .formatted(slot, slot));
            kafka.deleteTopic(slot);
            kafka.deleteTopic(slot + "-lifecycle");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot drop slot " + slot, e);
        }
    }

    private String ask(String question) throws SQLException {
        try (Connection connection = postgres.connect(DATABASE);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                System.err.println("bench: a server did not close: " + e);
            }
        }
    }
}
