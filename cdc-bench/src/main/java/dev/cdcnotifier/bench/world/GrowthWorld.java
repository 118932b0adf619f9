package dev.cdcnotifier.bench.world;

import dev.cdcnotifier.bench.growth.Point;
import java.sql.SQLException;
import java.util.function.IntConsumer;

/** PostgreSQL and Kafka for one backlog after another. One thread. */
public final class GrowthWorld implements AutoCloseable {

    private final Servers servers;
    private int backlogs;

    /** Starts the servers. */
    public GrowthWorld(int major) throws SQLException {
        servers = new Servers(major);
    }

    /**
     * Makes a point's backlog; what it takes is given back when it is closed.
     *
     * @param filled is told now and then how many rows there are
     */
    public Backlog backlog(Point point, IntConsumer filled) throws SQLException {
        Backlog backlog = new Backlog(servers, point, "growth_" + ++backlogs);
        try {
            backlog.fill(filled);
            return backlog;
        } catch (SQLException | RuntimeException e) {
            backlog.close();
            throw e;
        }
    }

    @Override
    public void close() {
        servers.close();
    }
}
