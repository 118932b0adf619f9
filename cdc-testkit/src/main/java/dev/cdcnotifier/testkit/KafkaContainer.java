package dev.cdcnotifier.testkit;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.testcontainers.containers.GenericContainer;

/**
 * A broker with its controller in a container of Kafka's official image.
 *
 * <p>Written without a Docker engine at hand: compiled against Testcontainers 2.0, never run. It advertises 127.0.0.1, so
 * the engine has to run on this machine. Not thread-safe.
 */
final class KafkaContainer implements BrokerNode {

    private static final String IMAGE = "apache/kafka:4.3.1";
    private static final Duration START_DEADLINE = Duration.ofMinutes(5);

    private final ServerContainer server;
    private final String directBootstrapServers;

    KafkaContainer(Map<String, String> settings, int port, int internalPort) {
        server = new ServerContainer(IMAGE, port, internalPort);
        directBootstrapServers = "127.0.0.1:" + internalPort;
        GenericContainer<?> container = server.container();
        settings.forEach((name, value) -> container.addEnv(variable(name), value));
        container.addEnv(
                "KAFKA_LISTENERS", settings.getOrDefault("listeners", "").replace("127.0.0.1", "0.0.0.0"));
    }

    // The image's rule: dots become underscores.
    private static String variable(String setting) {
        return "KAFKA_" + setting.toUpperCase(Locale.ROOT).replace("_", "__").replace('.', '_');
    }

    @Override
    public void start() {
        server.start();
        Await.until("the broker in its container to serve", START_DEADLINE, () -> {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", directBootstrapServers))) {
                return !admin.describeCluster().nodes().get().isEmpty();
            }
        });
    }

    @Override
    public boolean isRunning() {
        return server.isRunning();
    }

    @Override
    public boolean stop(Duration atMost) {
        return !isRunning() || server.stop(atMost);
    }

    @Override
    public void kill9() {
        server.kill9();
    }

    @Override
    public void freeze() {
        server.freeze();
    }

    @Override
    public void thaw() {
        server.thaw();
    }

    @Override
    public void close() {
        server.close();
    }
}
