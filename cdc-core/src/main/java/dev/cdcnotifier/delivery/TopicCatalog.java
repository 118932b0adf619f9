package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
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
     * @param partitions how many it has
     * @param maxMessageBytes the largest batch it takes; {@link Integer#MAX_VALUE} when the client may not ask
     */
    record Topic(int partitions, int maxMessageBytes) {}

    /**
     * Describes every destination's topic.
     *
     * @throws DeliveryException when one does not exist, or the cluster cannot be asked
     */
    static Map<Destination, Topic> describe(Admin admin, Collection<Destination> destinations)
            throws DeliveryException, InterruptedException {
        List<String> names =
                destinations.stream().map(Destination::topic).distinct().toList();
        Map<String, KafkaFuture<TopicDescription>> descriptions =
                admin.describeTopics(names).topicNameValues();
        Map<Destination, Integer> partitions = new LinkedHashMap<>();
        for (Destination destination : destinations) {
            KafkaFuture<TopicDescription> future = descriptions.get(destination.topic());
            if (future == null) {
                throw KafkaFailures.topicMissing(destination, new IllegalStateException("not in the answer"));
            }
            try {
                partitions.put(destination, future.get().partitions().size());
            } catch (ExecutionException e) {
                throw KafkaFailures.of(cause(e), destination);
            }
        }
        Map<String, Integer> limits = maxMessageBytes(admin, names);
        Map<Destination, Topic> topics = new LinkedHashMap<>();
        partitions.forEach((destination, count) ->
                topics.put(destination, new Topic(count, limits.getOrDefault(destination.topic(), Integer.MAX_VALUE))));
        return topics;
    }

    /** Reading a topic's settings is a right of its own: without it, a record too large is found by the broker. */
    private static Map<String, Integer> maxMessageBytes(Admin admin, List<String> names) throws InterruptedException {
        Map<String, Integer> limits = new LinkedHashMap<>();
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        for (Map.Entry<ConfigResource, KafkaFuture<Config>> entry :
                admin.describeConfigs(resources).values().entrySet()) {
            try {
                ConfigEntry limit = entry.getValue().get().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
                if (limit != null && limit.value() != null) {
                    limits.put(entry.getKey().name(), Integer.parseInt(limit.value()));
                }
            } catch (ExecutionException e) {
                LOG.debug(
                        "cannot read a topic's settings topic={}: {}",
                        entry.getKey().name(),
                        cause(e).getMessage());
            }
        }
        return limits;
    }

    private static Throwable cause(ExecutionException e) {
        return e.getCause() == null ? e : e.getCause();
    }
}
