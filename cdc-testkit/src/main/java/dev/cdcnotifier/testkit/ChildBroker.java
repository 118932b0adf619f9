package dev.cdcnotifier.testkit;

import dev.cdcnotifier.testkit.process.GuardedProcess;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaRaftServer;

/** A broker, with its controller when it is the only one, in a JVM of its own, which can be frozen and killed; its output goes to a file. */
final class ChildBroker implements BrokerNode {

    private static final Duration START_DEADLINE = Duration.ofMinutes(2);

    private final GuardedProcess process = new GuardedProcess("kafka", "KILL");
    private final Path configuration = process.folder().resolve("server.properties");
    private final Path ready = process.folder().resolve("ready");
    private final int heapMebibytes;

    ChildBroker(Map<String, String> settings, int heapMebibytes) {
        this.heapMebibytes = heapMebibytes;
        Properties properties = new Properties();
        properties.putAll(settings);
        properties.setProperty("log.dirs", process.folder().resolve("data").toString());
        try (Writer writer = Files.newBufferedWriter(configuration)) {
            properties.store(writer, null);
        } catch (IOException e) {
            process.close();
            throw new TestkitException("cannot write " + configuration, e);
        }
    }

    @Override
    public void start() {
        try {
            Files.deleteIfExists(ready);
        } catch (IOException e) {
            throw new TestkitException("cannot remove " + ready, e);
        }
        process.start(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMebibytes + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=cdc-testkit-broker-logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                ChildBroker.class.getName(),
                configuration.toString(),
                ready.toString()));
        Await.until(
                "the Kafka broker to start or to give up",
                START_DEADLINE,
                () -> Files.exists(ready) || !process.isRunning());
        if (!process.isRunning()) {
            process.awaitExit(Duration.ZERO);
            throw new TestkitException("the Kafka broker did not start: " + process.lastOutput());
        }
    }

    /** The child's own program: serves until a signal ends it; makes the second file when it is ready. */
    public static void main(String[] arguments) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(Path.of(arguments[0]))) {
            properties.load(reader);
        }
        KafkaRaftServer server = InProcessBroker.startServer(properties);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-shutdown"));
        Files.createFile(Path.of(arguments[1]));
        server.awaitShutdown();
    }

    @Override
    public boolean isRunning() {
        return process.isRunning();
    }

    @Override
    public boolean stop(Duration atMost) {
        if (!process.isRunning()) {
            return true;
        }
        process.signal("TERM");
        return process.awaitExit(atMost);
    }

    @Override
    public void kill9() {
        process.kill9();
    }

    @Override
    public void freeze() {
        process.signal("STOP");
    }

    @Override
    public void thaw() {
        process.signal("CONT");
    }

    @Override
    public void close() {
        process.close();
    }
}
