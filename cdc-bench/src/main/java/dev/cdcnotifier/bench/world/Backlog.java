package dev.cdcnotifier.bench.world;

import dev.cdcnotifier.bench.contender.RunnerCommand;
import dev.cdcnotifier.bench.contender.RunnerCommand.Stream;
import dev.cdcnotifier.bench.growth.Point;
import dev.cdcnotifier.bench.measure.Token;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A point's rows, behind slots that stay where they are: every run has copies of them. The row with number n has the token
 * n. One thread.
 */
public final class Backlog implements AutoCloseable {

    private static final int ROWS_PER_STATEMENT = 100_000;

    private final Servers servers;
    private final Point point;
    private final List<String> namespaces = new ArrayList<>();
    private final List<String> slots = new ArrayList<>();
    private final String name;
    private int runs;

    /** With a name that no other backlog on these servers has had. */
    Backlog(Servers servers, Point point, String name) {
        this.servers = servers;
        this.point = point;
        this.name = name;
    }

    void fill(IntConsumer filled) throws SQLException {
        for (int i = 0; i < point.slots() * point.namespaces(); i++) {
            String namespace = name + "_ns_" + i;
            namespaces.add(namespace);
            Namespaces.create(servers, namespace);
        }
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            // Without foreign keys: their checks would take longer than all the rest.
            statement.execute("SET session_replication_role = replica");
            for (int slot = 0; slot < point.slots(); slot++) {
                // Each slot begins right before its share, so that its server process has no other's to decode first.
                String base = name + "_base_" + slot;
                servers.createSlot(base);
                slots.add(base);
                fill(statement, slot, filled);
            }
            statement.execute("CHECKPOINT");
        }
    }

    private void fill(Statement statement, int slot, IntConsumer filled) throws SQLException {
        int turn = point.rowsPerTransaction() * point.namespaces();
        int step = Math.max(1, ROWS_PER_STATEMENT / turn) * turn;
        int end = point.firstRow(slot + 1);
        for (int from = point.firstRow(slot); from < end; from += step) {
            int to = (int) Math.min(end, (long) from + step);
            statement.execute(transactions(slot, from, to));
            filled.accept(to);
        }
    }

    /** Transactions with the rows from {@code from} to {@code to}, exclusive, in turns over the slot's namespaces. */
    private String transactions(int slot, int from, int to) {
        StringBuilder turns = new StringBuilder();
        for (String namespace : ofSlot(slot)) {
            turns.append(
                    """
                        INSERT INTO %s (process_id, task_id, event_id, payload)
                          SELECT %s, n + 1, 1, %s
                          FROM generate_series(done, least(done + %d, %d) - 1) n;
                        COMMIT;
                        done := done + %d;
                    """
                            .formatted(
                                    new EngineTables(namespace).table("events"),
                                    Token.sql("n"),
                                    Payload.sql(point.payloadBytes()),
                                    point.rowsPerTransaction(),
                                    to,
                                    point.rowsPerTransaction()));
        }
        return "DO $$ DECLARE done bigint := " + from + "; BEGIN WHILE done < " + to + " LOOP\n" + turns
                + "END LOOP; END $$";
    }

    private List<String> ofSlot(int slot) {
        return namespaces.subList(slot * point.namespaces(), (slot + 1) * point.namespaces());
    }

    /** Copies of the slots and topics of its own, gone when it is closed. */
    public Run run() throws SQLException {
        return new Run(name + "_run_" + ++runs);
    }

    @Override
    public void close() {
        try {
            for (String slot : slots) {
                servers.dropSlot(slot);
            }
            for (String namespace : namespaces) {
                Namespaces.drop(servers, namespace);
            }
            // The log's segments are given back.
            servers.execute("CHECKPOINT");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot drop the backlog of " + point, e);
        }
    }

    /** One run over the backlog. */
    public final class Run implements AutoCloseable {

        private final String topic;
        private final List<Stream> streams = new ArrayList<>();

        private Run(String topic) throws SQLException {
            this.topic = topic;
            for (int slot = 0; slot < slots.size(); slot++) {
                String copy = copyOf(slots.get(slot));
                servers.execute("SELECT pg_copy_logical_replication_slot('" + slots.get(slot) + "', '" + copy + "')");
                for (String namespace : ofSlot(slot)) {
                    streams.add(new Stream(copy, namespace, topic));
                }
            }
            servers.createTopics(topic);
        }

        private String copyOf(String slot) {
            return topic + slot.substring(name.length());
        }

        /** The topic that all messages go to. */
        public String topic() {
            return topic;
        }

        /** Where that topic is. */
        public String bootstrapServers() {
            return servers.bootstrapServers();
        }

        /** The namespaces on their slots. */
        public List<Stream> streams() {
            return List.copyOf(streams);
        }

        /** How our program is started for it. */
        public RunnerCommand runner(Path folder) {
            return new RunnerCommand(
                    folder,
                    servers.host(),
                    servers.port(),
                    Servers.DATABASE,
                    servers.bootstrapServers(),
                    "at-least-once");
        }

        @Override
        public void close() {
            try {
                for (String slot : slots) {
                    servers.dropSlot(copyOf(slot));
                }
            } catch (SQLException e) {
                throw new IllegalStateException("cannot drop the slots of " + topic, e);
            }
            servers.deleteTopics(topic);
        }
    }
}
