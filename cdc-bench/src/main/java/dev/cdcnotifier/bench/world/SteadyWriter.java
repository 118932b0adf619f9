package dev.cdcnotifier.bench.world;

import dev.cdcnotifier.bench.measure.Token;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Commits transactions at a steady rate, each when it is due, not after the one before: a slow commit delays no other
 * while a connection is free. One thread calls.
 */
public final class SteadyWriter implements AutoCloseable {

    // One connection commits well over a thousand a second; with two to spare a pause of one delays nobody.
    private static final int RATE_PER_CONNECTION = 500;

    private final String sql;
    private final byte[] payload;
    private final List<Connection> connections = new ArrayList<>();
    private final ExecutorService threads;

    /**
     * What was committed.
     *
     * @param returnedNanos when each commit had returned, by {@link System#nanoTime()}
     */
    public record Commits(long firstDueNanos, long[] returnedNanos) {

        /** How many a second there were. */
        public double perSecond() {
            long last = firstDueNanos;
            for (long returned : returnedNanos) {
                last = Math.max(last, returned);
            }
            return returnedNanos.length * 1e9 / Math.max(1, last - firstDueNanos);
        }
    }

    SteadyWriter(Servers servers, EngineTables tables, byte[] payload, int greatestRate) throws SQLException {
        this.payload = payload;
        // Two statements in one round trip, and without auto-commit switched off: the server makes one transaction of
        // them.
        sql = "INSERT INTO " + tables.table("events")
                + " (process_id, task_id, event_id, payload) VALUES (?, ?, 1, ?); " + "UPDATE "
                + tables.table("processes") + " SET corrupted_by = ? WHERE process_id = ?";
        int wanted = (greatestRate + RATE_PER_CONNECTION - 1) / RATE_PER_CONNECTION;
        threads = Executors.newFixedThreadPool(wanted, work -> {
            Thread thread = new Thread(work, "bench-writer");
            thread.setDaemon(true);
            return thread;
        });
        try {
            for (int i = 0; i < wanted; i++) {
                connections.add(servers.connect());
            }
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    /** Commits so many transactions, with the tokens from {@code first} on; returns when the last one has returned. */
    public Commits commit(int first, int count, int perSecond) throws SQLException, InterruptedException {
        DueTimes due = new DueTimes(System.nanoTime(), perSecond);
        long[] returned = new long[count];
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> running = new ArrayList<>();
        for (Connection connection : connections) {
            running.add(threads.submit(() -> {
                work(connection, first, due, next, returned);
                return null;
            }));
        }
        for (Future<?> one : running) {
            await(one);
        }
        return new Commits(due.of(0), returned);
    }

    private void work(Connection connection, int first, DueTimes due, AtomicInteger next, long[] returned)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = next.getAndIncrement();
            while (index < returned.length) {
                awaitInstant(due.of(index));
                commit(statement, first + index);
                returned[index] = System.nanoTime();
                index = next.getAndIncrement();
            }
        }
    }

    private void commit(PreparedStatement statement, int token) throws SQLException {
        String process = Token.of(token);
        statement.setString(1, process);
        statement.setLong(2, token + 1L);
        statement.setBytes(3, payload);
        statement.setLong(4, token);
        statement.setString(5, process);
        statement.execute();
    }

    private static void awaitInstant(long nanos) {
        long wait = nanos - System.nanoTime();
        while (wait > 0) {
            LockSupport.parkNanos(wait);
            wait = nanos - System.nanoTime();
        }
    }

    private static void await(Future<?> one) throws SQLException, InterruptedException {
        try {
            one.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw new SQLException("a writer of the benchmark has failed: " + cause.getMessage(), cause);
            }
            throw new IllegalStateException("a writer of the benchmark has failed", e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        for (Connection connection : connections) {
            try {
                connection.close();
            } catch (SQLException e) {
                System.err.println("bench: a connection did not close: " + e);
            }
        }
    }
}
