package dev.cdcnotifier.testkit;

import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;

/**
 * A PostgreSQL server in a container of the official image.
 *
 * <p>Written without a Docker engine at hand: compiled against Testcontainers 2.0, never run. It knows no data directory
 * of one's own, no password authentication, and settings cannot be changed with ALTER SYSTEM. Not thread-safe.
 */
final class PgContainer implements Postmaster {

    private static final Duration START_DEADLINE = Duration.ofMinutes(5);

    private final ServerContainer server;
    private final int port;

    private PgContainer(PgServer.Builder builder) {
        if (builder.dataDirectory != null || builder.passwordAuthentication || builder.primary != null) {
            throw new TestkitException(
                    "a data directory of one's own, password authentication and a standby need the local backend");
        }
        port = builder.port;
        server = new ServerContainer("postgres:" + builder.major, port);
        List<String> command = new ArrayList<>(List.of("postgres", "-p", Integer.toString(port)));
        for (Map.Entry<String, String> setting : builder.settings.entrySet()) {
            if (!setting.getKey().equals("listen_addresses")
                    && !setting.getKey().equals("unix_socket_directories")) {
                command.addAll(List.of("-c", setting.getKey() + '=' + setting.getValue()));
            }
        }
        GenericContainer<?> container = server.container();
        container.addEnv("POSTGRES_HOST_AUTH_METHOD", "trust");
        container.setCommand(command.toArray(String[]::new));
    }

    static PgContainer start(PgServer.Builder builder) {
        PgContainer container = new PgContainer(builder);
        builder.progress.accept("starting a container of PostgreSQL " + builder.major);
        container.start();
        return container;
    }

    @Override
    public void start() {
        server.start();
        // The image starts the server twice the first time, but only the second one listens on TCP.
        String url = "jdbc:postgresql://" + host() + ':' + port + '/' + PgServer.SUPERUSER;
        Await.until("PostgreSQL in its container to accept connections", START_DEADLINE, () -> {
            DriverManager.getConnection(url, PgServer.SUPERUSER, "").close();
            return true;
        });
    }

    @Override
    public String host() {
        return server.container().getHost();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public boolean isRunning() {
        return server.isRunning();
    }

    // The image's stop signal is SIGINT: a fast shutdown.
    @Override
    public boolean stopFast(Duration atMost) {
        return server.stop(atMost);
    }

    @Override
    public void kill9() {
        server.kill9();
    }

    @Override
    public long pid() {
        return server.pid();
    }

    @Override
    public void close() {
        server.close();
    }
}
