package dev.cdcnotifier.replication;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cdcnotifier.pg.PgEndpoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.postgresql.PGProperty;

/**
 * The connections to one database: a small pool for control queries, and single ones for replication and for
 * statements that may take long. A database that is down is no error before a connection is asked for.
 *
 * <p>All methods may be called from any thread. Sessions have their settings pinned: time zone UTC, ISO dates, row
 * security off, nothing but {@code pg_catalog} on the search path.
 */
public final class SourceDatabase implements AutoCloseable {

    /** Control queries are short; more sessions would only take them from the application. */
    private static final int POOL_SIZE = 2;

    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration VALIDATION_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration MAX_LIFETIME = Duration.ofMinutes(10);

    /** The driver puts the JVM's time zone into its startup packet, after our options; so it is set once more. */
    private static final String PIN_TIME_ZONE = "SET TimeZone TO 'UTC'";

    private static final String PINNED_OPTIONS =
            "-c TimeZone=UTC -c DateStyle=ISO -c bytea_output=hex -c row_security=off";
    private static final String CONTROL_OPTIONS =
            PINNED_OPTIONS + " -c search_path=pg_catalog,pg_temp -c lock_timeout=10s -c statement_timeout=";

    private final PgEndpoint endpoint;
    private final String applicationName;
    private final FirstConnection first;
    private final HikariDataSource pool;

    /** @param applicationName how the sessions name themselves in {@code pg_stat_activity} */
    public SourceDatabase(PgEndpoint endpoint, String applicationName) {
        this.endpoint = endpoint;
        this.applicationName = applicationName;
        this.first = new FirstConnection(() -> control("30s"));
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

    /** A control connection outside the pool, without a limit to how long a statement takes. To be closed. */
    Connection unhurriedConnection() throws SQLException {
        Connection connection = control("0");
        connection.createStatement().execute(PIN_TIME_ZONE);
        return connection;
    }

    /**
     * A connection in replication mode under a watch, with nothing started. Fresh each time: the driver leaves a socket
     * timeout behind on one that has streamed.
     */
    Connection replicationConnection(LinkWatch watch, Duration walSenderTimeout) throws SQLException {
        Map<String, String> fixed = session();
        fixed.put(PGProperty.REPLICATION.getName(), "database");
        fixed.put(PGProperty.PREFER_QUERY_MODE.getName(), "simple");
        fixed.put(PGProperty.SOCKET_TIMEOUT.getName(), "0");
        fixed.put(PGProperty.SOCKET_FACTORY.getName(), WatchedSocketFactory.class.getName());
        fixed.put(
                PGProperty.OPTIONS.getName(),
                "-c wal_sender_timeout=" + walSenderTimeout.toMillis() + "ms " + PINNED_OPTIONS);
        Connection connection = watch.opening(() -> endpoint.connect(fixed));
        connection.createStatement().execute(PIN_TIME_ZONE);
        return connection;
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

    private Connection control(String statementTimeout) throws SQLException {
        Map<String, String> fixed = session();
        fixed.put(PGProperty.SOCKET_TIMEOUT.getName(), "0".equals(statementTimeout) ? "0" : "60");
        fixed.put(PGProperty.OPTIONS.getName(), CONTROL_OPTIONS + statementTimeout);
        return endpoint.connect(fixed);
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
        config.setConnectionInitSql(PIN_TIME_ZONE);
        return config;
    }
}
