package dev.cdcnotifier.testkit;

import dev.cdcnotifier.testkit.process.LoopbackPorts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/**
 * A real Kafka cluster of one broker (KRaft), in this JVM or in a child JVM, that is gone with its folder when it is
 * closed or when the JVM ends in whatever way.
 *
 * <p>It serves requests when {@link #start()} returns. Topics are never created on demand. Questions may come from any
 * thread; start, stop, freeze and kill from one at a time.
 */
public final class KafkaBroker implements AutoCloseable {

    private static final Duration STOP_DEADLINE = Duration.ofMinutes(1);
    private static final int HEAP_MEBIBYTES = 512;

    private final BrokerNode node;
    private final String bootstrapServers;
    private final String directBootstrapServers;
    private final BrokerTopics topics;

    private KafkaBroker(Builder builder, BrokerNode node) {
        this.node = node;
        bootstrapServers = "127.0.0.1:" + builder.advertisedPort;
        directBootstrapServers = "127.0.0.1:" + builder.internalPort;
        topics = new BrokerTopics(directBootstrapServers);
    }

    /** A broker inside this JVM with the default settings. */
    public static KafkaBroker start() {
        return builder().start();
    }

    /** A broker with settings of one's own. */
    public static Builder builder() {
        return new Builder();
    }

    /** What a client under test connects to; leads through the proxy when {@link Builder#advertisedPort} names one. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** What the test itself connects to: a listener of its own, without authentication, past any proxy. */
    public String directBootstrapServers() {
        return directBootstrapServers;
    }

    /** An administration client on the direct listener, for what has no method here; good until the broker is stopped. */
    public Admin admin() {
        return topics.admin();
    }

    /** Makes a topic of one replica and returns when its partitions can be written. */
    public void createTopic(String name, int partitions) {
        createTopic(name, partitions, Map.of());
    }

    /** Makes a topic of one replica with settings of its own and returns when its partitions can be written. */
    public void createTopic(String name, int partitions, Map<String, String> settings) {
        topics.create(name, partitions, settings);
    }

    /** Deletes a topic and returns when the broker no longer lists it. */
    public void deleteTopic(String name) {
        topics.delete(name);
    }

    /** Makes a user for {@link Builder#saslSsl}, or gives it another password; it has no right yet. */
    public void createUser(String name, String password) {
        topics.createUser(name, password);
    }

    /** The names of all topics but Kafka's own. */
    public Set<String> topics() {
        return topics.names();
    }

    /** True while the broker exists, frozen or not. */
    public boolean isRunning() {
        return node.isRunning();
    }

    /** An orderly shutdown; returns when the broker is gone. */
    public void stop() {
        topics.close();
        if (!node.stop(STOP_DEADLINE)) {
            throw new TestkitException("the Kafka broker has not stopped within " + STOP_DEADLINE.toSeconds() + " s");
        }
    }

    /** Starts again on the same folder and ports, after an orderly stop if it still runs; all topics can be written then. */
    public void restart() {
        stop();
        node.start();
        topics.awaitAll();
    }

    /** Kills the broker with {@code kill -9}; only in a process of its own. */
    public void kill9() {
        topics.close();
        node.kill9();
    }

    /** Stops the broker's process with SIGSTOP: connections stay open, nothing answers; only in a process of its own. */
    public void freeze() {
        node.freeze();
    }

    /** Lets a frozen broker go on (SIGCONT). */
    public void thaw() {
        node.thaw();
    }

    /** Ends the broker and removes its folder. */
    @Override
    public void close() {
        topics.close();
        node.close();
    }

    /** Settings of a broker to start. */
    public static final class Builder {

        private final Map<String, String> settings = new LinkedHashMap<>();
        private boolean ownProcess;
        private final int internalPort = LoopbackPorts.free();
        private int port = LoopbackPorts.free();
        private int advertisedPort;

        private Builder() {
            setting("node.id", "1");
            setting("process.roles", "broker,controller");
            setting("auto.create.topics.enable", "false");
            setting("offsets.topic.replication.factor", "1");
            setting("offsets.topic.num.partitions", "4");
            setting("transaction.state.log.replication.factor", "1");
            setting("transaction.state.log.min.isr", "1");
            setting("transaction.state.log.num.partitions", "4");
            setting("group.initial.rebalance.delay.ms", "0");
            setting("num.network.threads", "2");
            setting("num.io.threads", "4");
            // 128 MB of heap by default, for compaction that a short-lived broker hardly does.
            setting("log.cleaner.dedupe.buffer.size", "4194304");
        }

        /** A line of {@code server.properties}. The listeners are CLIENTS (of the client under test), INTERNAL, CONTROLLER. */
        public Builder setting(String name, String value) {
            settings.put(name, value);
            return this;
        }

        /**
         * Clients need TLS, a user of {@link KafkaBroker#createUser} and an ACL for what they do; the direct listener
         * stays open. Local backend only.
         */
        public Builder saslSsl(CertificateAuthority.Issued identity) {
            settings.putAll(BrokerSecurity.saslSsl(identity));
            return this;
        }

        /** In a child JVM of 512 MB, so that it can be frozen and killed. Default: inside this JVM. */
        public Builder ownProcess() {
            ownProcess = true;
            return this;
        }

        /** The port for clients. Default: a free one. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** The port that clients are told to connect to, for a proxy in between. Default: the broker's own. */
        public Builder advertisedPort(int port) {
            advertisedPort = port;
            return this;
        }

        /** The port for clients, as set or chosen: the target of a proxy that is made before the broker. */
        public int port() {
            return port;
        }

        /**
         * Starts the broker.
         *
         * @throws TestkitException when it does not start; the message carries the last of what a child JVM printed
         */
        public KafkaBroker start() {
            complete();
            BrokerNode node =
                    switch (TestBackend.asked()) {
                        case LOCAL ->
                            ownProcess ? new ChildBroker(settings, HEAP_MEBIBYTES) : new InProcessBroker(settings);
                        case DOCKER -> new KafkaContainer(settings, port, internalPort);
                    };
            try {
                node.start();
                return new KafkaBroker(this, node);
            } catch (RuntimeException e) {
                node.close();
                throw e;
            }
        }

        private void complete() {
            advertisedPort = advertisedPort == 0 ? port : advertisedPort;
            int controllerPort = LoopbackPorts.free();
            settings.put(
                    "listeners",
                    "CLIENTS://127.0.0.1:" + port + ",INTERNAL://127.0.0.1:" + internalPort + ",CONTROLLER://127.0.0.1:"
                            + controllerPort);
            settings.put(
                    "advertised.listeners",
                    "CLIENTS://127.0.0.1:" + advertisedPort + ",INTERNAL://127.0.0.1:" + internalPort);
            settings.putIfAbsent(
                    "listener.security.protocol.map", "CLIENTS:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT");
            settings.put("inter.broker.listener.name", "INTERNAL");
            settings.put("controller.listener.names", "CONTROLLER");
            settings.put("controller.quorum.voters", settings.get("node.id") + "@127.0.0.1:" + controllerPort);
            if (ownProcess) {
                // A killed broker's session has to run out before it is let in again: 9 s by default.
                settings.putIfAbsent("broker.session.timeout.ms", "1500");
                settings.putIfAbsent("broker.heartbeat.interval.ms", "250");
            }
        }
    }
}
