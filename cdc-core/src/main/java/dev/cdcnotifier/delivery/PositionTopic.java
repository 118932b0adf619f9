package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.delivery.DeliveryException.Kind;
import dev.cdcnotifier.inspection.Remedy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic that keeps positions, and the cluster it is in: whether both are fit. Makes the topic while it has never been
 * seen: what is missing later took positions with it.
 */
final class PositionTopic {

    private static final Logger LOG = LoggerFactory.getLogger(PositionTopic.class);

    /** The first level at which an old producer's late request cannot end up in a new producer's transaction (KIP-890). */
    static final short TRANSACTION_VERSION = 2;

    /** Compaction leaves out the segment that is written to: small ones keep it short. */
    private static final Map<String, String> SETTINGS = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.SEGMENT_BYTES_CONFIG,
            String.valueOf(16 << 20),
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
            "0.1");

    private static final AclOperation[] RIGHTS = {
        AclOperation.CREATE, AclOperation.WRITE, AclOperation.READ, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS
    };

    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(5);
    private static final long PARK_NANOS = Duration.ofMillis(20).toNanos();

    private final Destination destination;
    private final KafkaTools tools;
    private boolean seen;

    PositionTopic(Destination destination, KafkaTools tools) {
        this.destination = destination;
        this.tools = tools;
    }

    /** @throws DeliveryException naming what is not as it has to be */
    void prepare(Admin admin, boolean exactlyOnce) throws DeliveryException, InterruptedException {
        if (exactlyOnce) {
            requireTransactions(admin);
        }
        Optional<TopicDescription> found = describe(admin);
        if (found.isEmpty()) {
            if (seen) {
                throw gone(destination);
            }
            create(admin);
            awaitKnown(admin);
        } else {
            requireFit(admin, found.get());
        }
        seen = true;
    }

    void requireTransactions(Admin admin) throws DeliveryException, InterruptedException {
        FinalizedVersionRange level = get(admin.describeFeatures().featureMetadata())
                .finalizedFeatures()
                .get("transaction.version");
        if (level == null || level.maxVersionLevel() < TRANSACTION_VERSION) {
            throw new DeliveryException(
                    Kind.NEEDS_OPERATOR,
                    "kafka_transactions",
                    "Kafka client " + destination.client() + ": the brokers' transaction.version is "
                            + (level == null ? "not set" : level.maxVersionLevel())
                            + ", exactly-once delivery needs 2: Kafka 4.0 or newer, and kafka-features.sh upgrade"
                            + " --feature transaction.version=2; or set delivery = at-least-once");
        }
    }

    boolean exists(Admin admin) throws DeliveryException, InterruptedException {
        return describe(admin).isPresent();
    }

    private Optional<TopicDescription> describe(Admin admin) throws DeliveryException, InterruptedException {
        try {
            return Optional.ofNullable(admin.describeTopics(List.of(destination.topic()))
                    .allTopicNames()
                    .get()
                    .get(destination.topic()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw failure(e);
        }
    }

    /** Asks the cluster whether {@link #prepare} would be let make the topic; nothing is made. */
    void requireCreatable(Admin admin) throws DeliveryException, InterruptedException {
        get(admin.createTopics(List.of(newTopic()), new CreateTopicsOptions().validateOnly(true))
                .all());
    }

    private NewTopic newTopic() {
        return new NewTopic(destination.topic(), Optional.of(1), Optional.empty()).configs(SETTINGS);
    }

    /** A topic that was created a moment ago is not known to every broker yet. */
    private void awaitKnown(Admin admin) throws DeliveryException, InterruptedException {
        long end = System.nanoTime() + KNOWN_WITHIN.toNanos();
        while (describe(admin).isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(PARK_NANOS);
        }
    }

    private void create(Admin admin) throws DeliveryException, InterruptedException {
        try {
            admin.createTopics(List.of(newTopic())).all().get();
            LOG.info("made the topic for positions: topic={}", destination.topic());
        } catch (ExecutionException e) {
            // Another stream that starts at the same time makes the same.
            if (e.getCause() instanceof TopicExistsException) {
                return;
            }
            DeliveryException failure = failure(e);
            throw failure.kind() == Kind.TRANSIENT || failure.reason().equals("kafka_authorization")
                    ? failure
                    : wrong(
                            "position_topic_wrong",
                            "does not exist and cannot be made: " + String.valueOf(failure.getMessage())
                                    + ". Make it yourself: " + createCommand().text());
        }
    }

    /** Lets the client make the topic and use it. */
    Remedy grant() {
        return tools.grant("--topic", destination.topic(), RIGHTS);
    }

    /** Makes the topic as it has to be. */
    Remedy createCommand() {
        return tools.createPositionTopic(destination.topic());
    }

    void requireFit(Admin admin, TopicDescription found) throws DeliveryException, InterruptedException {
        int partitions = found.partitions().size();
        if (partitions != 1) {
            throw wrong("position_topic_wrong", "has " + partitions + " partitions, it must have 1; name another");
        }
        String policy = cleanupPolicy(admin);
        if (!TopicConfig.CLEANUP_POLICY_COMPACT.equals(policy)) {
            throw wrong(
                    "position_topic_wrong",
                    "has cleanup.policy=" + policy
                            + ", it must be compact, or positions would be deleted with age; set it (kafka-configs.sh"
                            + " --alter --entity-type topics --add-config cleanup.policy=compact) or name another");
        }
    }

    private String cleanupPolicy(Admin admin) throws DeliveryException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, destination.topic());
        Config config =
                get(admin.describeConfigs(List.of(resource)).all()).getOrDefault(resource, new Config(List.of()));
        ConfigEntry policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
        return policy == null ? "unknown" : String.valueOf(policy.value());
    }

    /** What was there is not any more. */
    static DeliveryException gone(Destination destination) {
        return new DeliveryException(
                Kind.NEEDS_OPERATOR,
                "position_topic_missing",
                named(destination)
                        + "is gone, and with it how far messages are delivered; bring it back, or resume the stream to have"
                        + " it made again: the stream goes on from where its slot is, and with exactly-once delivery what"
                        + " Kafka had committed and PostgreSQL not yet confirmed comes twice");
    }

    private DeliveryException wrong(String reason, String what) {
        return new DeliveryException(Kind.NEEDS_OPERATOR, reason, named(destination) + what);
    }

    private static String named(Destination destination) {
        return "topic " + destination.topic() + " (client " + destination.client()
                + "), which remembers how far slots are delivered, ";
    }

    private <T> T get(KafkaFuture<T> future) throws DeliveryException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private DeliveryException failure(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof TopicAuthorizationException || cause instanceof ClusterAuthorizationException) {
            return new DeliveryException(
                    Kind.NEEDS_OPERATOR,
                    "kafka_authorization",
                    "topic " + destination.topic() + " (client " + destination.client()
                            + "), which remembers how far slots are delivered: a right is missing: "
                            + KafkaFailures.describe(cause) + ". Grant what it needs: " + grant().text()
                            + " — without Create, make the topic too: "
                            + createCommand().text(),
                    cause);
        }
        return KafkaFailures.of(cause, destination);
    }
}
