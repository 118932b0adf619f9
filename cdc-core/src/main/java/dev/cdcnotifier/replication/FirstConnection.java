package dev.cdcnotifier.replication;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What the pool takes its connections from. The first one is opened by the caller, on the caller's thread: so its
 * failure is the caller's, at once and as the server put it, where the pool would retry behind its back until a
 * timeout. A wrong password is thus tried once and not ten times.
 *
 * <p>All methods may be called from any thread.
 */
final class FirstConnection implements DataSource {

    /** What opens a connection. */
    interface Connector {
        Connection connect() throws SQLException;
    }

    private final Connector connector;
    private final AtomicReference<@Nullable Connection> opened = new AtomicReference<>();
    private volatile int loginTimeoutSeconds;

    FirstConnection(Connector connector) {
        this.connector = connector;
    }

    /** Opens the connection the pool will get next. */
    void open() throws SQLException {
        Connection replaced = opened.getAndSet(connector.connect());
        if (replaced != null) {
            replaced.close();
        }
    }

    /** Closes the opened connection when the pool had no use for it. */
    void discard() throws SQLException {
        Connection unused = opened.getAndSet(null);
        if (unused != null) {
            unused.close();
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection ready = opened.getAndSet(null);
        return ready == null ? connector.connect() : ready;
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the role is the endpoint's");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {}

    /** Kept for the pool, which waits that long for its threads when it closes; connections have their own limits. */
    @Override
    public void setLoginTimeout(int seconds) {
        loginTimeoutSeconds = seconds;
    }

    @Override
    public int getLoginTimeout() {
        return loginTimeoutSeconds;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }
}
