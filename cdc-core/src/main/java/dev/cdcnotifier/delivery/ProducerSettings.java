package dev.cdcnotifier.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The producer's properties: what the guarantee insists on, what suits this use, and what the user set. Stateless.
 *
 * <p>What is insisted on keeps the order within a session. One request at a time is on its way to a broker, so none can
 * overtake one that the broker refuses (docs/decisions/0023). A batch that expires makes the client bump its epoch and send
 * later batches past it, so none may expire: {@code delivery.timeout.ms} is endless and the deadline is the ledger's.
 */
public final class ProducerSettings {

    /** A send never waits longer than this for metadata or buffer space, so the loop goes on sending its status. */
    private static final int MAX_BLOCK_MILLIS = 2_000;

    /**
     * A topic's metadata is never dropped for not being used: fetching it again would make a send wait. A hundred years,
     * since the client adds it to the time of day without a look at overflow.
     */
    private static final long NEVER_IDLE_MILLIS = TimeUnit.DAYS.toMillis(36_500);

    private static final long MIN_BATCH_BYTES = 1 << 10;
    private static final long MAX_BATCH_BYTES = 128 << 10;

    /**
     * Before the first retry of anything; the pauses grow to the resend timeout. Short, because the client also lets this
     * pass between two requests for metadata, that is, for a first and a second topic at the start; and because brokers may
     * refuse a transaction right after the one before (KAFKA-18654).
     */
    private static final String FIRST_BACKOFF_MILLIS = "10";

    /** The most that brokers grant by default (transaction.max.timeout.ms). */
    private static final Duration LONGEST_TRANSACTION = Duration.ofMinutes(15);

    /** A client's own metrics go to JMX by default, which takes 0.1 s of a start; who wants them sets the property. */
    private static final String NO_JMX = "";

    /** A slow cluster has that long for what was on its way when it became slow: the deadline counts from its last progress. */
    private static final int DEADLINES_PER_TRANSACTION = 3;

    private static final Duration TRANSACTION_RESERVE = Duration.ofSeconds(10);

    private static final Map<String, String> REQUIRED = Map.of(
            ProducerConfig.ACKS_CONFIG, "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true",
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1",
            ProducerConfig.RETRIES_CONFIG, String.valueOf(Integer.MAX_VALUE),
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, String.valueOf(Integer.MAX_VALUE),
            ProducerConfig.MAX_BLOCK_MS_CONFIG, String.valueOf(MAX_BLOCK_MILLIS),
            ProducerConfig.METADATA_MAX_IDLE_CONFIG, String.valueOf(NEVER_IDLE_MILLIS),
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName(),
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());

    /** Not ours to have at all: partitions come from the key's hash, and a transaction is the delivery mode's choice. */
    private static final Set<String> REFUSED = Set.of(
            ProducerConfig.PARTITIONER_CLASS_CONFIG,
            ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
            ProducerConfig.PARTITIONER_ADPATIVE_PARTITIONING_ENABLE_CONFIG,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);

    private ProducerSettings() {}

    /** The names of all properties a user may set. */
    public static Set<String> names() {
        return ProducerConfig.configNames();
    }

    /** The names of those properties that Kafka itself never shows: passwords, keys, logins. */
    public static Set<String> secretNames() {
        return ProducerConfig.configDef().configKeys().values().stream()
                .filter(key -> key.type() == ConfigDef.Type.PASSWORD)
                .map(key -> key.name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What is wrong with a user's properties, one sentence each, by property; empty when nothing is. */
    public static Map<String, String> problems(Map<String, String> user) {
        Map<String, String> problems = new TreeMap<>();
        user.forEach((name, value) -> {
            String required = REQUIRED.get(name);
            if (required != null && !required.equals(value)) {
                problems.put(name, "must be " + required + " for nothing to be lost or reordered; leave it out");
            } else if (REFUSED.contains(name)) {
                problems.put(name, "is not for the user to set; leave it out");
            }
        });
        if (!user.containsKey(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)) {
            problems.put(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "is missing: the brokers' addresses, host:port,host:port");
        }
        return problems;
    }

    /**
     * The properties of a producer.
     *
     * @param partitions how many partitions it sends to
     */
    static Properties producer(DeliverySettings settings, Map<String, String> user, String clientId, int partitions) {
        Properties properties = new Properties();
        long resendMillis = settings.resendTimeout().toMillis();
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, String.valueOf(batchBytes(settings, partitions)));
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, String.valueOf(bufferBytes(settings)));
        properties.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, FIRST_BACKOFF_MILLIS);
        properties.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, String.valueOf(resendMillis));
        properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, NO_JMX);
        // Brokers that are all away for a while keep their metadata: without it, sends would fail before the deadline.
        properties.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, MetadataRecoveryStrategy.NONE.name);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(produceTimeoutMillis(settings)));
        properties.putAll(user);
        properties.putAll(REQUIRED);
        return properties;
    }

    /**
     * What makes a producer a transactional one. A transaction outlives a cluster that pauses for less than the deadline,
     * and one that has become slow; what a dead process leaves open, and no next one ends, hides later records from readers
     * until then.
     */
    static Properties transactional(DeliverySettings settings, String transactionalId) {
        long timeout = Math.min(
                LONGEST_TRANSACTION.toMillis(),
                settings.deadline()
                        .multipliedBy(DEADLINES_PER_TRANSACTION)
                        .plus(TRANSACTION_RESERVE)
                        .toMillis());
        Properties properties = new Properties();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, String.valueOf(timeout));
        return properties;
    }

    /** The names of all properties of a consumer. */
    public static Set<String> namesOfConsumer() {
        return ConsumerConfig.configNames();
    }

    /** Those of a user's properties that a consumer of the same cluster understands too. */
    public static Map<String, String> ofConsumer(Map<String, String> user) {
        Map<String, String> properties = new TreeMap<>(user);
        properties.keySet().retainAll(ConsumerConfig.configNames());
        // Of a producer's interceptors a consumer can make nothing.
        properties.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
        return properties;
    }

    /** The properties of a consumer of the same cluster that sees committed records only. */
    static Properties consumer(DeliverySettings settings, Map<String, String> user, String clientId) {
        Properties properties = new Properties();
        properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, NO_JMX);
        properties.putAll(ofConsumer(user));
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(requestTimeoutMillis(settings)));
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        return properties;
    }

    /** The properties of an admin client of the same cluster: what of the producer's it understands. */
    static Properties admin(DeliverySettings settings, Map<String, String> user, String clientId) {
        Properties properties = new Properties();
        properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, NO_JMX);
        user.forEach((name, value) -> {
            if (AdminClientConfig.configNames().contains(name)) {
                properties.put(name, value);
            }
        });
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId);
        long timeout = adminPatience(settings).toMillis();
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(timeout));
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(timeout));
        return properties;
    }

    /** How long a cluster may take to answer a question: three times as long as a broker at ease, 3 s to 30 s. */
    static Duration adminPatience(DeliverySettings settings) {
        return Duration.ofMillis(
                Math.min(30_000, Math.max(3_000, 3 * settings.resendTimeout().toMillis())));
    }

    /** The same for somebody who waits that long for an answer. */
    static Properties patientAdmin(
            DeliverySettings settings, Map<String, String> user, String clientId, Duration patience) {
        Properties properties = admin(settings, user, clientId);
        String millis = String.valueOf(patience.toMillis());
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        return properties;
    }

    /**
     * A partition with a single record waiting takes a whole batch of the buffer: so many partitions have small batches,
     * or a cluster that pauses would exhaust the buffer long before the window is full.
     */
    private static long batchBytes(DeliverySettings settings, int partitions) {
        long share = bufferBytes(settings) / (2L * Math.max(1, partitions));
        return Math.max(MIN_BATCH_BYTES, Math.min(MAX_BATCH_BYTES, share));
    }

    /** Twice the window, so that a full window never finds the buffer full. */
    private static long bufferBytes(DeliverySettings settings) {
        return Math.max(2 * settings.windowBytes(), 32L << 20);
    }

    /** A busy broker has half of the deadline to answer; one that is gone is given up for another well inside of it. */
    private static int produceTimeoutMillis(DeliverySettings settings) {
        return (int) Math.min(30_000, Math.max(1_000, settings.deadline().toMillis() / 2));
    }

    /** For questions to the cluster. */
    private static int requestTimeoutMillis(DeliverySettings settings) {
        return (int) Math.min(30_000, Math.max(1_000, settings.resendTimeout().toMillis()));
    }
}
