package dev.cdcnotifier.bench.world;

import dev.cdcnotifier.bench.contender.Job;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** PostgreSQL with a slot that holds a backlog, and Kafka. One thread. */
public final class Workbench implements AutoCloseable {

    private static final String NAMESPACE = "bench";
    private static final String BASE_SLOT = "bench_base";
    private static final int EVENTS_PER_PROCESS = 100;
    private static final int PAYLOAD_BYTES = 300;

    private final Servers servers;
    private final EngineTables tables = new EngineTables(NAMESPACE);
    private String end = "";
    private int jobs;

    /** Starts the servers, with a namespace of the engine's and a slot without a backlog. */
    public Workbench(int major) throws SQLException {
        servers = new Servers(major);
        try {
            Namespaces.create(servers, NAMESPACE);
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Commits so many transactions, each one event and one change of its process. */
    public void backlog(int transactions) throws SQLException {
        int processes = (transactions + EVENTS_PER_PROCESS - 1) / EVENTS_PER_PROCESS;
        servers.execute(
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
                      VALUES ('process-' || (i / %d + 1), i / %d + 1, i %% %d + 1, %s);
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
                                Payload.sql(PAYLOAD_BYTES),
                                tables.table("processes"),
                                EVENTS_PER_PROCESS),
                "CHECKPOINT");
        end = ask("SELECT pg_current_wal_flush_lsn()");
    }

    /** A slot of its own with the whole backlog, and topics of its own; gone when it is closed. */
    public Job job(Path folder, int transactions) throws SQLException {
        String name = "run_" + ++jobs;
        servers.execute("SELECT pg_copy_logical_replication_slot('" + BASE_SLOT + "', '" + name + "')");
        return servers.job(name, NAMESPACE, end, folder, transactions);
    }

    private String ask(String question) throws SQLException {
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() {
        servers.close();
    }
}
