package dev.cdcnotifier.testkit;

import dev.cdcnotifier.testkit.process.LoopbackPorts;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server, ready for logical replication, that is gone with its folder when it is closed or when the
 * JVM ends in whatever way, {@code kill -9} included.
 *
 * <p>It accepts connections when {@link #start(int)} returns. Queries may come from any thread; start, stop and kill from
 * one at a time. The superuser is {@value #SUPERUSER}, without a password.
 */
public final class PgServer implements AutoCloseable {

    /** The superuser; it needs no password, also with {@link Builder#passwordAuthentication()}. */
    public static final String SUPERUSER = "postgres";

    private static final Duration STOP_DEADLINE = Duration.ofMinutes(1);
    private static final AtomicInteger FRESH = new AtomicInteger();

    private final int major;
    private final Postmaster postmaster;

    private PgServer(int major, Postmaster postmaster) {
        this.major = major;
        this.postmaster = postmaster;
    }

    /** The major versions that can be started, for parameterised tests: 14 to 18, or what is installed. */
    public static List<Integer> versions() {
        return PgBinaries.versions();
    }

    /** A server of this major version with the default settings. */
    public static PgServer start(int major) {
        return builder(major).start();
    }

    /** A server of this major version with settings of one's own. */
    public static Builder builder(int major) {
        return new Builder(major);
    }

    /**
     * Starts a hot standby of a running primary, PostgreSQL 17 or newer, local backend only. It follows the primary's log
     * through a replication slot and synchronises the primary's failover slots; these send nothing that the standby has
     * not received. A primary can have one.
     */
    public static PgServer standbyOf(PgServer primary) {
        if (primary.majorVersion() < 17) {
            throw new TestkitException("PostgreSQL " + primary.majorVersion() + " does not synchronise slots");
        }
        Builder builder = builder(primary.majorVersion());
        builder.primary = primary;
        return builder.start();
    }

    /** Makes a standby a primary; returns when it takes writes. */
    public void promote() throws SQLException {
        execute(SUPERUSER, "SELECT pg_promote(true, 60)");
    }

    /** Where it listens; a loopback address unless it is a remote engine's container. */
    public String host() {
        return postmaster.host();
    }

    /** Its port, the same over restarts. */
    public int port() {
        return postmaster.port();
    }

    /** 14 to 18. */
    public int majorVersion() {
        return major;
    }

    /** The postmaster's process id, as seen by this machine. */
    public long pid() {
        return postmaster.pid();
    }

    /** A JDBC URL without credentials. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host() + ':' + port() + '/' + URLEncoder.encode(database, StandardCharsets.UTF_8);
    }

    /** A new connection as the superuser. */
    public Connection connect(String database) throws SQLException {
        return connect(database, SUPERUSER, "");
    }

    /** A new connection as a role of the test. */
    public Connection connect(String database, String role, String password) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), role, password);
    }

    /** Runs statements one by one, each in a transaction of its own, as the superuser. */
    public void execute(String database, String... statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Makes a database of this name and returns the name. */
    public String createDatabase(String name) throws SQLException {
        execute(SUPERUSER, "CREATE DATABASE " + quoted(name));
        return name;
    }

    /** Makes a database with a name that this JVM has not used, so that tests can share a server. */
    public String createDatabase() throws SQLException {
        return createDatabase("test_" + ProcessHandle.current().pid() + '_' + FRESH.incrementAndGet());
    }

    /** Removes a database with its replication slots and the connections to it. */
    public void dropDatabase(String name) throws SQLException {
        String literal = '\'' + name.replace("'", "''") + '\'';
        Await.until("the slots of " + name + " to be free", STOP_DEADLINE, () -> {
            execute(
                    SUPERUSER,
                    "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE database = " + literal,
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = " + literal);
            return true;
        });
        execute(SUPERUSER, "DROP DATABASE IF EXISTS " + quoted(name) + " WITH (FORCE)");
    }

    /** Makes a role that may log in and replicate, with a password kept as SCRAM-SHA-256. */
    public void createReplicationRole(String role, String password) throws SQLException {
        execute(
                SUPERUSER,
                "CREATE ROLE " + quoted(role) + " LOGIN REPLICATION PASSWORD '" + password.replace("'", "''") + '\'');
    }

    /** True while the postmaster exists. */
    public boolean isRunning() {
        return postmaster.isRunning();
    }

    /** {@link #stopFast(Duration)} within a minute. */
    public void stopFast() {
        stopFast(STOP_DEADLINE);
    }

    /**
     * {@code pg_ctl stop -m fast}: backends are ended, walsenders are waited for until their client has confirmed
     * everything; returns when the server is gone.
     *
     * @throws TestkitException when it is still there after {@code atMost}
     */
    public void stopFast(Duration atMost) {
        if (!postmaster.stopFast(atMost)) {
            throw new TestkitException("PostgreSQL (pid " + pid() + ") has not stopped within " + atMost.toMillis()
                    + " ms; a walsender waits for its client to confirm");
        }
    }

    /** Kills the postmaster and all its children with {@code kill -9}, as a power cut would; returns when they are gone. */
    public void kill9() {
        postmaster.kill9();
    }

    /** Starts again on the same data directory and port, after a fast stop if it still runs. */
    public void restart() {
        if (isRunning()) {
            stopFast();
        }
        postmaster.start();
    }

    /** Ends the server at once and removes its folder; a data directory that the test named stays. */
    @Override
    public void close() {
        postmaster.close();
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** Settings of a server to start. */
    public static final class Builder {

        final int major;
        final Map<String, String> settings = new LinkedHashMap<>();

        @Nullable
        Path dataDirectory;

        @Nullable
        PgServer primary;

        int port = LoopbackPorts.free();
        boolean passwordAuthentication;
        boolean tls;
        Consumer<String> progress = step -> {};

        private Builder(int major) {
            this.major = major;
            setting("listen_addresses", "127.0.0.1");
            setting("unix_socket_directories", "");
            setting("wal_level", "logical");
            setting("max_wal_senders", "20");
            setting("max_replication_slots", "20");
            setting("max_connections", "100");
            setting("shared_buffers", "32MB");
            setting("log_line_prefix", "%m [%p] %a ");
            setting("lc_messages", "C");
            setting("timezone", "UTC");
            setting("fsync", "off");
            setting("full_page_writes", "off");
        }

        /** A line of {@code postgresql.conf}; it has no effect on a data directory that exists already. */
        public Builder setting(String name, String value) {
            settings.put(name, value);
            return this;
        }

        /** What was committed survives {@link PgServer#kill9()}; without it only a clean stop keeps everything. */
        public Builder durable() {
            return setting("fsync", "on").setting("full_page_writes", "on");
        }

        /** Where the cluster lies; used as it is when there is one, and kept at the end. Default: a folder that goes. */
        public Builder dataDirectory(Path directory) {
            dataDirectory = directory;
            return this;
        }

        /** The port to listen on. Default: a free one. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** Every role but the superuser needs its password (SCRAM-SHA-256). Default: nobody does. */
        public Builder passwordAuthentication() {
            passwordAuthentication = true;
            return this;
        }

        /**
         * Every role but the superuser needs TLS and its password (SCRAM-SHA-256); local backend only. For another
         * certificate later: ALTER SYSTEM SET ssl_cert_file and ssl_key_file, then pg_reload_conf().
         */
        public Builder tls(CertificateAuthority.Issued identity) {
            tls = true;
            return passwordAuthentication()
                    .setting("ssl", "on")
                    .setting("ssl_cert_file", identity.certificate().toString())
                    .setting("ssl_key_file", identity.key().toString());
        }

        /** Is told what goes on, for a person who waits. */
        public Builder progress(Consumer<String> listener) {
            progress = listener;
            return this;
        }

        /**
         * Starts the server.
         *
         * @throws TestkitException when it does not start; the message carries what PostgreSQL said
         */
        public PgServer start() {
            if (tls && TestBackend.asked() == TestBackend.DOCKER) {
                throw new TestkitException(
                        "a container does not see the certificate's files: TLS needs the local backend");
            }
            Postmaster postmaster =
                    switch (TestBackend.asked()) {
                        case LOCAL -> LocalPostmaster.start(this);
                        case DOCKER -> PgContainer.start(this);
                    };
            return new PgServer(major, postmaster);
        }
    }
}
