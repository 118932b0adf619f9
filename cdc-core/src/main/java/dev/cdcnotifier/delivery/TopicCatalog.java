package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a cluster says of the topics a slot sends to. Asks through the admin API, which never creates a topic: a
 * producer's own request for metadata does so where the broker allows it.
 */
final class TopicCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(TopicCatalog.class);

    private TopicCatalog() {}

    /**
     * A topic as it is now.
     *
     * @param id the broker's id of it: a topic that is deleted and created again has another one; {@link Uuid#ZERO_UUID}
     *     from brokers that have no ids
     * @param partitions how many it has
     * @param maxMessageBytes the largest batch it takes; {@link Integer#MAX_VALUE} when the client may not ask
     */
    record Topic(Uuid id, int partitions, int maxMessageBytes) {}

    /**
     * Describes every destination's topic.
     *
     * @throws DeliveryException when one does not exist, or the cluster cannot be asked
     */
    static Map<Destination, Topic> describe(Admin admin, Collection<Destination> destinations)
            throws DeliveryException, InterruptedException {
        return describe(admin, destinations, new KnownTopics());
    }

    /**
     * The same of topics that were written to before.
     *
     * @throws DeliveryException also when one is not the one it was
     */
    static Map<Destination, Topic> describe(Admin admin, Collection<Destination> destinations, KnownTopics known)
            throws DeliveryException, InterruptedException {
        Answers answers = ask(admin, destinations, false);
        Map<Destination, TopicDescription> descriptions = new LinkedHashMap<>();
        for (Destination destination : destinations) {
            try {
                TopicDescription now = answers.description(destination);
                known.accept(destination, now.topicId(), now.partitions().size());
                descriptions.put(destination, now);
            } catch (DeliveryException e) {
                throw KafkaFailures.isTopicMissing(e) ? known.missing(destination, e) : e;
            }
        }
        Map<String, Config> settings = settings(admin, names(destinations));
        Map<Destination, Topic> topics = new LinkedHashMap<>();
        descriptions.forEach((destination, description) -> topics.put(
                destination,
                new Topic(
                        description.topicId(),
                        description.partitions().size(),
                        number(settings.get(destination.topic()), TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                                .orElse(Integer.MAX_VALUE))));
        return topics;
    }

    /** What the cluster answers for each topic. */
    record Answers(Map<String, KafkaFuture<TopicDescription>> byName) {

        /** Done once every topic is answered, well or not. */
        KafkaFuture<Void> all() {
            return KafkaFuture.allOf(byName.values().toArray(KafkaFuture[]::new));
        }

        /** @throws DeliveryException when the topic does not exist, or the cluster cannot be asked */
        TopicDescription description(Destination destination) throws DeliveryException, InterruptedException {
            KafkaFuture<TopicDescription> future = byName.get(destination.topic());
            if (future == null) {
                throw KafkaFailures.topicMissing(destination, new IllegalStateException("not in the answer"));
            }
            try {
                return future.get();
            } catch (ExecutionException e) {
                throw KafkaFailures.of(cause(e), destination);
            }
        }
    }

    /** @param rights whether the answer is to say what the client may do */
    static Answers ask(Admin admin, Collection<Destination> destinations, boolean rights) {
        return new Answers(admin.describeTopics(
                        names(destinations), new DescribeTopicsOptions().includeAuthorizedOperations(rights))
                .topicNameValues());
    }

    /**
     * The settings of each topic whose settings the client may read. That is a right of its own: without it, a record too
     * large is found by the broker.
     */
    static Map<String, Config> settings(Admin admin, Collection<String> topics) throws InterruptedException {
        Map<String, Config> settings = new LinkedHashMap<>();
        List<ConfigResource> resources = topics.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        for (Map.Entry<ConfigResource, KafkaFuture<Config>> entry :
                admin.describeConfigs(resources).values().entrySet()) {
            try {
                settings.put(entry.getKey().name(), entry.getValue().get());
            } catch (ExecutionException e) {
                LOG.debug(
                        "cannot read a topic's settings topic={}: {}",
                        entry.getKey().name(),
                        cause(e).getMessage());
            }
        }
        return settings;
    }

    /** The value of a setting that is a number; empty when it could not be read. */
    static Optional<Integer> number(@Nullable Config settings, String name) {
        ConfigEntry entry = settings == null ? null : settings.get(name);
        return Optional.ofNullable(entry == null ? null : entry.value()).map(Integer::valueOf);
    }

    private static List<String> names(Collection<Destination> destinations) {
        return destinations.stream().map(Destination::topic).distinct().toList();
    }

    private static Throwable cause(ExecutionException e) {
        return e.getCause() == null ? e : e.getCause();
    }
}
