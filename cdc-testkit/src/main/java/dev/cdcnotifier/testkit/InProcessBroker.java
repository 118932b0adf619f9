package dev.cdcnotifier.testkit;

import dev.cdcnotifier.testkit.process.GuardedProcess;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/** A broker with its controller, or a controller alone, in this JVM: the quickest to start. */
final class InProcessBroker implements BrokerNode {

    /** The cluster's id, when several servers make one cluster; read when the folder is formatted. */
    static final String CLUSTER_ID = "cdc.testkit.cluster.id";

    // Only its folder is used here: no process is started in it.
    private final GuardedProcess scratch = new GuardedProcess("kafka", "KILL");
    private final Properties properties = new Properties();
    private @Nullable KafkaRaftServer server;

    InProcessBroker(Map<String, String> settings) {
        properties.putAll(settings);
        properties.setProperty("log.dirs", scratch.folder().resolve("data").toString());
    }

    @Override
    public void start() {
        server = startServer(properties);
    }

    /** Formats the folder if it is new, and returns when the broker serves requests. */
    static KafkaRaftServer startServer(Properties properties) {
        try {
            if (!Files.exists(Path.of(properties.getProperty("log.dirs"), "meta.properties"))) {
                format(properties);
            }
        } catch (Exception e) {
            throw new TestkitException("cannot format Kafka's folder: " + e.getMessage(), e);
        }
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server.startup();
        return server;
    }

    private static void format(Properties properties) throws Exception {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        String folder = properties.getProperty("log.dirs");
        new Formatter()
                .setPrintStream(nowhere)
                .setClusterId(
                        properties.getProperty(CLUSTER_ID, Uuid.randomUuid().toString()))
                .setNodeId(Integer.parseInt(properties.getProperty("node.id")))
                .setControllerListenerName(properties.getProperty("controller.listener.names"))
                .setMetadataLogDirectory(folder)
                .addDirectory(folder)
                .setReleaseVersion(MetadataVersion.latestProduction())
                .run();
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }

    @Override
    public boolean stop(Duration atMost) {
        KafkaRaftServer running = server;
        if (running != null) {
            running.shutdown();
            running.awaitShutdown();
            server = null;
        }
        return true;
    }

    @Override
    public void close() {
        stop(Duration.ZERO);
        scratch.close();
    }
}
