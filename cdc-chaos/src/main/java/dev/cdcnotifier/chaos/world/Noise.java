package dev.cdcnotifier.chaos.world;

import dev.cdcnotifier.chaos.oracle.Findings.Invariant;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What else a log is full of: another database, tables nobody publishes, transactions without rows, prepared transactions
 * (those insert a process of ours each), logical messages. A thread of its own.
 */
final class Noise implements AutoCloseable {

    static final String OTHER_DATABASE = "elsewhere";

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final String PREFIX = "prepared-";

    private final World world;
    private final Random random;
    private final Thread thread;
    private volatile boolean closed;
    private int number;

    Noise(World world, long seed) {
        this.world = world;
        random = new Random(seed);
        thread = new Thread(this::run, "noise");
        thread.setDaemon(true);
        thread.start();
    }

    static void prepare(World world) throws SQLException {
        world.postgres().execute(OTHER_DATABASE, "CREATE TABLE unrelated (text TEXT)");
        world.postgres().execute(World.DATABASE, "CREATE TABLE unpublished (text TEXT)");
    }

    /** How many messages its processes make. */
    static long rows(World world, String lane) throws SQLException {
        try (Connection connection = world.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM "
                        + new EngineTables(lane).table("processes") + " WHERE process_id LIKE '" + PREFIX + "%'")) {
            row.next();
            return row.getLong(1);
        }
    }

    private void run() {
        while (!closed) {
            try (Connection here = world.connect();
                    Connection there = world.postgres().connect(OTHER_DATABASE)) {
                finishPrepared(here);
                while (!closed) {
                    make(here, there);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                finishPrepared(here);
            } catch (SQLException e) {
                String state = String.valueOf(e.getSQLState());
                if (!state.startsWith("08") && !state.startsWith("57P") && !state.equals("53300")) {
                    world.findings().add(Invariant.HARNESS, "the noise failed: " + e);
                    return;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void make(Connection here, Connection there) throws SQLException {
        switch (random.nextInt(5)) {
            case 0 -> execute(there, "INSERT INTO unrelated SELECT repeat('x', 500) FROM generate_series(1, 50)");
            case 1 -> execute(here, "INSERT INTO unpublished SELECT repeat('x', 500) FROM generate_series(1, 20)");
            case 2 -> execute(here, "SELECT txid_current()");
            case 3 -> execute(here, "SELECT pg_logical_emit_message(true, 'chaos', 'nothing to tell')");
            default -> {
                String lane =
                        world.lanes().get(random.nextInt(world.lanes().size())).name();
                String id = PREFIX + System.nanoTime() + '-' + ++number;
                execute(
                        here,
                        "BEGIN; INSERT INTO " + new EngineTables(lane).table("processes")
                                + " (process_id, status, previous_status) VALUES ('" + id + "', 'init', 'init');"
                                + " PREPARE TRANSACTION '" + id + "'");
                execute(here, "COMMIT PREPARED '" + id + "'");
            }
        }
    }

    /** What a crash of the server left prepared holds every slot back. */
    private static void finishPrepared(Connection connection) throws SQLException {
        List<String> left = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT gid FROM pg_prepared_xacts")) {
            while (rows.next()) {
                left.add(rows.getString(1));
            }
        }
        for (String id : left) {
            execute(connection, "COMMIT PREPARED '" + id + "'");
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
