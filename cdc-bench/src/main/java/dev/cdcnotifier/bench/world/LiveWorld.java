package dev.cdcnotifier.bench.world;

import dev.cdcnotifier.bench.contender.Job;
import dev.cdcnotifier.bench.measure.Token;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import java.nio.file.Path;
import java.sql.SQLException;

/** PostgreSQL with a namespace whose slot holds nothing yet, and Kafka: what is written now is what is measured. One thread. */
public final class LiveWorld implements AutoCloseable {

    private static final String NAMESPACE = "bench";
    private static final int PAYLOAD_BYTES = 300;

    private final Servers servers;
    private final EngineTables tables = new EngineTables(NAMESPACE);
    private int jobs;

    /** Starts the servers and makes the namespace. */
    public LiveWorld(int major) throws SQLException {
        servers = new Servers(major);
        try {
            Namespaces.create(servers, NAMESPACE);
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * A slot and topics of its own, gone when it is closed, and tables as they were for every other job: no event, and a
     * process and a task for each token.
     */
    public Job job(Path folder, int tokens) throws SQLException {
        String name = "live_" + ++jobs;
        String processes = tables.table("processes");
        servers.execute(
                "TRUNCATE " + tables.table("events") + ", " + tables.table("tasks") + ", " + processes + " CASCADE",
                "INSERT INTO " + processes + " (process_id, status, previous_status) SELECT " + Token.sql("n")
                        + ", 'running', 'running' FROM generate_series(0, " + (tokens - 1) + ") n",
                "INSERT INTO " + tables.table("tasks") + " (task_id, process_id, task_type, status, scheduled_time)"
                        + " SELECT n + 1, " + Token.sql("n") + ", 'call', 'finished', now() FROM generate_series(0, "
                        + (tokens - 1) + ") n",
                "ANALYZE",
                "CHECKPOINT");
        servers.createSlot(name);
        return servers.job(name, NAMESPACE, "FFFFFFFF/FFFFFFFF", folder, tokens);
    }

    /** A writer that can reach this rate. */
    public SteadyWriter writer(int greatestRate) throws SQLException {
        return new SteadyWriter(servers, tables, Payload.of(PAYLOAD_BYTES), greatestRate);
    }

    @Override
    public void close() {
        servers.close();
    }
}
