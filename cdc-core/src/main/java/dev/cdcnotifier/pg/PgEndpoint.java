package dev.cdcnotifier.pg;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.util.PSQLState;

/**
 * A database and how to log in to it.
 *
 * @param host host name or address
 * @param port TCP port
 * @param database the database's name
 * @param username the role
 * @param password the role's password; never shown
 * @param properties further connection properties of pgjdbc, for example {@code sslmode}; they never override what the
 *     replication protocol needs
 */
public record PgEndpoint(
        String host, int port, String database, String username, Secret password, Map<String, String> properties) {

    public PgEndpoint {
        properties = Map.copyOf(properties);
    }

    /**
     * Opens a connection on the calling thread, with {@code fixed} winning over the endpoint's own {@link #properties}.
     * The endpoint's {@code options} (server settings) are kept before the fixed ones, so that those win too. Callable
     * from any thread; waits no longer than the properties let it.
     *
     * @throws SQLException as pgjdbc throws it, with the server's SQLSTATE when the server answered
     */
    public Connection connect(Map<String, String> fixed) throws SQLException {
        Properties merged = new Properties();
        merged.putAll(properties);
        merged.putAll(fixed);
        merged.setProperty(PGProperty.USER.getName(), username);
        merged.setProperty(PGProperty.PASSWORD.getName(), currentPassword());
        String options = PGProperty.OPTIONS.getName();
        if (properties.containsKey(options) && fixed.containsKey(options)) {
            merged.setProperty(options, properties.get(options) + ' ' + fixed.get(options));
        }
        // The driver itself, not DriverManager: no registry of the process is asked, and no login timeout of its.
        Connection connection = new Driver().connect(url(), merged);
        if (connection == null) {
            throw new SQLException(
                    "pgjdbc does not take " + displayName(), PSQLState.CONNECTION_UNABLE_TO_CONNECT.getState());
        }
        return connection;
    }

    private String currentPassword() throws SQLException {
        try {
            return password.reveal();
        } catch (IOException e) {
            throw new SQLException(
                    "the password of " + this + " cannot be read: " + e,
                    PSQLState.INVALID_AUTHORIZATION_SPECIFICATION.getState(),
                    e);
        }
    }

    private String url() {
        String address = host.indexOf(':') >= 0 && !host.startsWith("[") ? '[' + host + ']' : host;
        return "jdbc:postgresql://" + address + ':' + port + '/' + URLEncoder.encode(database, StandardCharsets.UTF_8);
    }

    /** {@code host:port/database}, for messages to people. */
    public String displayName() {
        return host + ':' + port + '/' + database;
    }

    @Override
    public String toString() {
        return username + '@' + displayName();
    }
}
