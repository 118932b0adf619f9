package dev.cdcnotifier.bench.world;

import dev.cdcnotifier.bench.contender.Job;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** PostgreSQL with a database, and Kafka in a process of its own. One thread. */
final class Servers implements AutoCloseable {

    /** The database's name. */
    static final String DATABASE = "bench";

    private static final int PARTITIONS = 3;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final PgServer postgres;
    private final KafkaBroker kafka;

    /** Starts both. */
    Servers(int major) throws SQLException {
        try {
            postgres = keep(PgServer.builder(major)
                    .setting("shared_buffers", "256MB")
                    .setting("max_wal_size", "8GB")
                    .setting("checkpoint_timeout", "1h")
                    .start());
            kafka = keep(KafkaBroker.builder().ownProcess().start());
            postgres.createDatabase(DATABASE);
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    String host() {
        return postgres.host();
    }

    int port() {
        return postgres.port();
    }

    String bootstrapServers() {
        return kafka.directBootstrapServers();
    }

    Connection connect() throws SQLException {
        return postgres.connect(DATABASE);
    }

    /** Runs statements one by one, each in a transaction of its own. */
    void execute(String... statements) throws SQLException {
        postgres.execute(DATABASE, statements);
    }

    /** A slot that begins where the log is now. */
    void createSlot(String slot) throws SQLException {
        execute("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
    }

    /** Ends whoever uses the slot, and drops it. */
    void dropSlot(String slot) throws SQLException {
        execute(
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
    }

    /**
     * A connector's job with a slot that is there and topics of the slot's name, which are made now; all of them are gone when
     * it is closed.
     *
     * @param end the position behind the last commit
     */
    Job job(String slot, String publication, String end, Path folder, int transactions) {
        createTopics(slot);
        return new Job(
                host(),
                port(),
                DATABASE,
                slot,
                publication,
                end,
                bootstrapServers(),
                slot,
                folder,
                transactions,
                () -> drop(slot));
    }

    private void drop(String slot) {
        try {
            dropSlot(slot);
            deleteTopics(slot);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot drop slot " + slot, e);
        }
    }

    /** A topic for messages and one for lifecycle messages, with the broker's own times of appending. */
    void createTopics(String topic) {
        // What is deleted is soon off the disk, which the next run needs.
        Map<String, String> settings =
                Map.of("message.timestamp.type", "LogAppendTime", "file.delete.delay.ms", "1000");
        kafka.createTopic(topic, PARTITIONS, settings);
        kafka.createTopic(lifecycle(topic), PARTITIONS, settings);
    }

    /** Deletes both topics. */
    void deleteTopics(String topic) {
        kafka.deleteTopic(topic);
        kafka.deleteTopic(lifecycle(topic));
    }

    private static String lifecycle(String topic) {
        return topic + "-lifecycle";
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
