package dev.cdcnotifier.replication;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cdcnotifier.pg.PgEndpoint;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.postgresql.PGProperty;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * The connections to one database: a small pool for control queries, and single ones for replication and for
 * statements that may take long. A database that is down is no error before a connection is asked for.
 *
 * <p>All methods may be called from any thread. Sessions have their settings pinned: {@link PinnedSettings}.
 */
public final class SourceDatabase implements AutoCloseable {

    /** Control queries are short; more sessions would only take them from the application. */
    private static final int POOL_SIZE = 2;

    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration VALIDATION_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration MAX_LIFETIME = Duration.ofMinutes(10);

    /**
     * The driver puts the JVM's time zone into its startup packet, after our options; so it is set once more. The answer
     * shows whether the options have reached the server, and what kind of session it is.
     */
    private static final String SETTLE =
            """
            SELECT pg_catalog.set_config('TimeZone', 'UTC', false),
                   pg_catalog.current_setting('search_path') = 'pg_catalog, pg_temp',
                   (SELECT a.backend_type FROM pg_catalog.pg_stat_activity a
                    WHERE a.pid = pg_catalog.pg_backend_pid())
            """;

    private static final String WALSENDER = "walsender";

    private static final String LEFT_OUT = "the settings in a session's startup packet do not reach the server";

    private final PgEndpoint endpoint;
    private final String applicationName;
    private final FirstConnection first;
    private final HikariDataSource pool;

    /** The server's major version as it was last seen: which settings it knows. */
    private volatile int major = PinnedSettings.OLDEST;

    /** @param applicationName how the sessions name themselves in {@code pg_stat_activity} */
    public SourceDatabase(PgEndpoint endpoint, String applicationName) {
        this.endpoint = endpoint;
        this.applicationName = applicationName;
        this.first = new FirstConnection(this::control);
        this.pool = new HikariDataSource(poolConfig());
    }

    public PgEndpoint endpoint() {
        return endpoint;
    }

    /**
     * A connection for control queries, in autocommit mode; closing it gives it back. Waits about 5 s at the most, and
     * not at all for a server that refuses.
     *
     * @throws SQLException what the server or the network answered, with its SQLSTATE; never the pool's own timeout
     *     unless the pool is exhausted
     */
    public Connection connection() throws SQLException {
        if (pool.getHikariPoolMXBean().getTotalConnections() > 0) {
            return pooled();
        }
        first.open();
        try {
            return pooled();
        } finally {
            first.discard();
        }
    }

    /**
     * A control connection outside the pool under a watch, without a limit to how long a statement or a lock takes. To be
     * closed.
     */
    Connection unhurriedConnection(LinkWatch watch) throws SQLException {
        return pinned(
                watched(), PinnedSettings.unhurried(), properties -> watch.opening(() -> endpoint.connect(properties)));
    }

    /**
     * A connection in replication mode under a watch, with nothing started. Fresh each time: the driver leaves a socket
     * timeout behind on one that has streamed.
     *
     * @throws ConnectionPoolerException when it is none, since somebody in between did not pass on what was asked for
     */
    Connection replicationConnection(LinkWatch watch, Duration walSenderTimeout) throws SQLException {
        Map<String, String> fixed = watched();
        fixed.put(PGProperty.REPLICATION.getName(), "database");
        fixed.put(PGProperty.PREFER_QUERY_MODE.getName(), "simple");
        return pinned(
                fixed,
                PinnedSettings.replication(walSenderTimeout),
                properties -> watch.opening(() -> endpoint.connect(properties)));
    }

    /** Ends the pool and its threads; connections in use are aborted. */
    @Override
    public void close() {
        pool.close();
    }

    private Connection pooled() throws SQLException {
        try {
            return pool.getConnection();
        } catch (SQLTransientConnectionException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private Connection control() throws SQLException {
        Map<String, String> fixed = session();
        fixed.put(PGProperty.SOCKET_TIMEOUT.getName(), "60");
        return pinned(fixed, PinnedSettings.control(), endpoint::connect);
    }

    /** The watch decides how long the server may be silent. */
    private Map<String, String> watched() {
        Map<String, String> fixed = session();
        fixed.put(PGProperty.SOCKET_TIMEOUT.getName(), "0");
        fixed.put(PGProperty.SOCKET_FACTORY.getName(), WatchedSocketFactory.class.getName());
        return fixed;
    }

    /** What opens one connection with these properties. */
    private interface Opening {
        Connection with(Map<String, String> properties) throws SQLException;
    }

    /**
     * Opens a session with all the settings pinned that its server knows. Which server it is shows only when it has let us
     * in: a session for another version is opened once more. The version is remembered, so that happens once.
     */
    private Connection pinned(Map<String, String> fixed, PinnedSettings pins, Opening opening) throws SQLException {
        int assumed = major;
        Connection connection;
        try {
            connection = opened(fixed, pins, assumed, opening);
        } catch (SQLException e) {
            int other = PinnedSettings.assumeAfter(String.valueOf(e.getSQLState()), assumed);
            if (other == assumed) {
                throw e;
            }
            assumed = other;
            connection = opened(fixed, pins, assumed, opening);
        }
        major = connection.getMetaData().getDatabaseMajorVersion();
        if (!pins.sameOn(assumed, major)) {
            connection.close();
            connection = opened(fixed, pins, major, opening);
        }
        try {
            settle(connection, fixed.containsKey(PGProperty.REPLICATION.getName()));
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw unpinned(e, major);
        }
    }

    private Connection opened(Map<String, String> fixed, PinnedSettings pins, int version, Opening opening)
            throws SQLException {
        Map<String, String> properties = new HashMap<>(fixed);
        properties.put(PGProperty.OPTIONS.getName(), pins.options(version));
        try {
            return opening.with(properties);
        } catch (SQLException e) {
            // PostgreSQL itself has another word for each thing in a startup packet that it does not take.
            if (PSQLState.PROTOCOL_VIOLATION.getState().equals(e.getSQLState())
                    && e instanceof PSQLException answered
                    && answered.getServerErrorMessage() != null) {
                throw new ConnectionPoolerException(
                        address(),
                        "its answer: " + answered.getServerErrorMessage().getMessage(),
                        e);
            }
            throw unpinned(e, version);
        }
    }

    /** A session that ends for the timeout that it switched off was not given what it asked for. */
    private SQLException unpinned(SQLException e, int version) {
        return PinnedSettings.isPinnedTimeout(String.valueOf(e.getSQLState()), version)
                ? new ConnectionPoolerException(address(), LEFT_OUT, e)
                : e;
    }

    private void settle(Connection connection, boolean replicates) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SETTLE)) {
            row.next();
            if (!row.getBoolean(2)) {
                throw new ConnectionPoolerException(address(), LEFT_OUT, null);
            }
            if (replicates && !WALSENDER.equals(row.getString(3))) {
                throw new ConnectionPoolerException(
                        address(), "a replication connection came out as one for queries", null);
            }
        }
    }

    private String address() {
        return endpoint.host() + ':' + endpoint.port();
    }

    /** What every session has in common. */
    private Map<String, String> session() {
        Map<String, String> fixed = new HashMap<>();
        fixed.put(PGProperty.APPLICATION_NAME.getName(), applicationName);
        fixed.put(PGProperty.ASSUME_MIN_SERVER_VERSION.getName(), "14");
        fixed.put(PGProperty.TCP_KEEP_ALIVE.getName(), "true");
        fixed.put(PGProperty.READ_ONLY.getName(), "false");
        // A login timeout would make the driver log in on a thread of its own; connect and socket timeouts bound it.
        fixed.put(PGProperty.LOGIN_TIMEOUT.getName(), "0");
        if (!endpoint.properties().containsKey(PGProperty.CONNECT_TIMEOUT.getName())) {
            fixed.put(PGProperty.CONNECT_TIMEOUT.getName(), Long.toString(CONNECTION_TIMEOUT.toSeconds()));
        }
        return fixed;
    }

    private HikariConfig poolConfig() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("cdc-control " + endpoint.displayName().replace(':', ' '));
        config.setDataSource(first);
        config.setMaximumPoolSize(POOL_SIZE);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        config.setValidationTimeout(VALIDATION_TIMEOUT.toMillis());
        config.setIdleTimeout(IDLE_TIMEOUT.toMillis());
        config.setMaxLifetime(MAX_LIFETIME.toMillis());
        return config;
    }
}
