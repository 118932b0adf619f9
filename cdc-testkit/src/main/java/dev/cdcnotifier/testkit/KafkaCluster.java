package dev.cdcnotifier.testkit;

import dev.cdcnotifier.testkit.process.LoopbackPorts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * A real Kafka cluster of three brokers, each in a child JVM of its own, that is gone with its folders when it is closed
 * or when the JVM ends in whatever way.
 *
 * <p>Topics have three replicas, of which two must have a record before it is confirmed. The controller lives in this
 * JVM, so that it goes on whatever happens to the brokers: two of three can be away and the third is told so. Brokers
 * are named 1, 2 and 3. While a broker is frozen, questions about topics may fail: the administration client can wait
 * for it until it times out. Always local processes, also when single servers run as containers. Questions may come from any
 * thread; start, stop, freeze and kill from one at a time.
 */
public final class KafkaCluster implements AutoCloseable {

    /** The names of the brokers. */
    public static final List<Integer> BROKERS = List.of(1, 2, 3);

    private static final Duration STOP_DEADLINE = Duration.ofMinutes(1);

    private final InProcessBroker controller;
    private final List<ChildBroker> brokers;
    private final BrokerTopics topics;
    private final String bootstrapServers;
    private final String directBootstrapServers;

    private KafkaCluster(Builder builder) {
        bootstrapServers = addresses(builder.advertisedPorts);
        directBootstrapServers = addresses(builder.internalPorts);
        topics = new BrokerTopics(directBootstrapServers);
        controller = new InProcessBroker(builder.controllerSettings());
        brokers = BROKERS.stream()
                .map(id -> new ChildBroker(builder.brokerSettings(id), Builder.HEAP_MEBIBYTES))
                .toList();
    }

    /** A cluster with the default settings. */
    public static KafkaCluster start() {
        return builder().start();
    }

    /** A cluster with settings of one's own. */
    public static Builder builder() {
        return new Builder();
    }

    /** What a client under test connects to; leads through proxies where {@link Builder#advertisedPort} names them. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** What the test itself connects to: listeners of their own, without authentication, past any proxy. */
    public String directBootstrapServers() {
        return directBootstrapServers;
    }

    /** An administration client on the direct listeners, for what has no method here. */
    public Admin admin() {
        return topics.admin();
    }

    /** Makes a topic of three replicas and returns when its partitions can be written. */
    public void createTopic(String name, int partitions) {
        createTopic(name, partitions, Map.of());
    }

    /** Makes a topic of three replicas with settings of its own and returns when its partitions can be written. */
    public void createTopic(String name, int partitions, Map<String, String> settings) {
        topics.create(name, partitions, settings);
    }

    /** Deletes a topic and returns when the cluster no longer lists it. */
    public void deleteTopic(String name) {
        topics.delete(name);
    }

    /** The broker that leads a partition now. */
    public int leader(String topic, int partition) {
        return topics.partition(topic, partition).leader().id();
    }

    /** How many replicas of a partition are in sync now, as the controller has it. */
    public int inSync(String topic, int partition) {
        return topics.partition(topic, partition).isr().size();
    }

    /** Returns when every replica of every topic is in sync. */
    public void awaitInSync() {
        topics.awaitInSync();
    }

    /** True while the broker exists, frozen or not. */
    public boolean isRunning(int broker) {
        return broker(broker).isRunning();
    }

    /** Kills a broker with {@code kill -9}. */
    public void kill9(int broker) {
        broker(broker).kill9();
    }

    /** Stops a broker's process with SIGSTOP: connections stay open, nothing answers. */
    public void freeze(int broker) {
        broker(broker).freeze();
    }

    /** Lets a frozen broker go on (SIGCONT). */
    public void thaw(int broker) {
        broker(broker).thaw();
    }

    /** Starts a broker again on its folder and ports, after an orderly stop if it still runs; it serves requests then. */
    public void restart(int broker) {
        if (!broker(broker).stop(STOP_DEADLINE)) {
            throw new TestkitException(
                    "Kafka broker " + broker + " has not stopped within " + STOP_DEADLINE.toSeconds() + " s");
        }
        broker(broker).start();
    }

    /** Ends the cluster and removes its folders. */
    @Override
    public void close() {
        topics.close();
        brokers.forEach(ChildBroker::close);
        controller.close();
    }

    private void startAll() {
        controller.start();
        brokers.parallelStream().forEach(ChildBroker::start);
    }

    private ChildBroker broker(int id) {
        return brokers.get(BROKERS.indexOf(id));
    }

    private static String addresses(Map<Integer, Integer> ports) {
        return ports.values().stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    /** Settings of a cluster to start. */
    public static final class Builder {

        private static final int HEAP_MEBIBYTES = 256;
        private static final int CONTROLLER_ID = 100;

        private final Map<String, String> settings = new LinkedHashMap<>();
        private final Map<Integer, Integer> ports = freePorts();
        private final Map<Integer, Integer> internalPorts = freePorts();
        private final Map<Integer, Integer> advertisedPorts = new LinkedHashMap<>(ports);
        private final int controllerPort = LoopbackPorts.free();

        private Builder() {
            setting(InProcessBroker.CLUSTER_ID, Uuid.randomUuid().toString());
            setting("controller.quorum.voters", CONTROLLER_ID + "@127.0.0.1:" + controllerPort);
            setting("controller.listener.names", "CONTROLLER");
            setting("listener.security.protocol.map", "CLIENTS:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT");
            setting("auto.create.topics.enable", "false");
            setting("default.replication.factor", "3");
            setting("min.insync.replicas", "2");
            setting("offsets.topic.replication.factor", "3");
            setting("offsets.topic.num.partitions", "4");
            setting("transaction.state.log.replication.factor", "3");
            setting("transaction.state.log.min.isr", "2");
            setting("transaction.state.log.num.partitions", "4");
            setting("group.initial.rebalance.delay.ms", "0");
            setting("num.network.threads", "2");
            setting("num.io.threads", "4");
            // 128 MB of heap by default, for compaction that a short-lived broker hardly does.
            setting("log.cleaner.dedupe.buffer.size", "4194304");
            // How soon a dead broker's partitions get another leader: 9 s by default.
            setting("broker.session.timeout.ms", "3000");
            setting("broker.heartbeat.interval.ms", "500");
        }

        /** A line of every broker's and the controller's {@code server.properties}; listeners as in {@link KafkaBroker}. */
        public Builder setting(String name, String value) {
            settings.put(name, value);
            return this;
        }

        /** The port that clients are told to connect to for a broker, for a proxy in between. Default: the broker's own. */
        public Builder advertisedPort(int broker, int port) {
            advertisedPorts.put(broker, port);
            return this;
        }

        /** A broker's own port for clients: the target of a proxy that is made before the cluster. */
        public int port(int broker) {
            return ports.getOrDefault(broker, 0);
        }

        /**
         * Starts the cluster.
         *
         * @throws TestkitException when it does not start; the message carries the last of what a child JVM printed
         */
        public KafkaCluster start() {
            KafkaCluster cluster = new KafkaCluster(this);
            try {
                cluster.startAll();
                return cluster;
            } catch (RuntimeException e) {
                cluster.close();
                throw e;
            }
        }

        private Map<String, String> controllerSettings() {
            Map<String, String> own = new LinkedHashMap<>(settings);
            own.put("node.id", Integer.toString(CONTROLLER_ID));
            own.put("process.roles", "controller");
            own.put("listeners", "CONTROLLER://127.0.0.1:" + controllerPort);
            return own;
        }

        private Map<String, String> brokerSettings(int id) {
            Map<String, String> own = new LinkedHashMap<>(settings);
            own.put("node.id", Integer.toString(id));
            own.put("process.roles", "broker");
            own.put("inter.broker.listener.name", "INTERNAL");
            own.put("listeners", listeners(ports, id));
            own.put("advertised.listeners", listeners(advertisedPorts, id));
            return own;
        }

        private String listeners(Map<Integer, Integer> clientPorts, int id) {
            return "CLIENTS://127.0.0.1:" + clientPorts.get(id) + ",INTERNAL://127.0.0.1:" + internalPorts.get(id);
        }

        private static Map<Integer, Integer> freePorts() {
            Map<Integer, Integer> ports = new LinkedHashMap<>();
            BROKERS.forEach(id -> ports.put(id, LoopbackPorts.free()));
            return ports;
        }
    }
}
