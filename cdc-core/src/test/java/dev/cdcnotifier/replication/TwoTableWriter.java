package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes into both tables until it is stopped, in transactions of several rows; one in five is rolled back. */
final class TwoTableWriter implements AutoCloseable {

    private record Transaction(Lsn began, List<String> ids) {}

    private final TestDatabase database;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Transaction> transactions = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger written = new AtomicInteger();
    private final Future<?> running;

    TwoTableWriter(TestDatabase database) {
        this.database = database;
        this.running = thread.submit(this::write);
    }

    /** Whether the row is one of these transactions'. */
    boolean wrote(String id) {
        return id.startsWith("row ");
    }

    List<String> committed() {
        return transactions.stream().flatMap(t -> t.ids().stream()).toList();
    }

    List<String> committedFrom(Lsn position) {
        return transactions.stream()
                .filter(t -> !t.began().isBefore(position))
                .flatMap(t -> t.ids().stream())
                .toList();
    }

    void stop() throws Exception {
        stopped.set(true);
        running.get();
    }

    private Void write() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            while (!stopped.get()) {
                Lsn began;
                try (ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn(), pg_sleep(0.002)")) {
                    row.next();
                    began = Lsn.parse(row.getString(1));
                }
                List<String> ids = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    String id = "row " + written.incrementAndGet();
                    JoiningIT.insert(connection, "new_rows", id);
                    JoiningIT.insert(connection, "old_rows", id);
                    ids.add(id);
                }
                if (written.get() % 5 == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                    transactions.add(new Transaction(began, ids));
                }
            }
        }
        return null;
    }

    @Override
    public void close() {
        stopped.set(true);
        thread.shutdown();
    }
}
