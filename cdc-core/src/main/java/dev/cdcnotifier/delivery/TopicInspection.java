package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.inspection.Checklist;
import dev.cdcnotifier.inspection.Precondition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** Looks at the topics that one client sends to. For one thread. */
final class TopicInspection {

    private final DeliverySettings settings;
    private final String client;
    private final KafkaTools tools;
    private final Checklist list;

    TopicInspection(DeliverySettings settings, String client, KafkaTools tools, Checklist list) {
        this.settings = settings;
        this.client = client;
        this.tools = tools;
        this.list = list;
    }

    void plan(List<Destination> topics) {
        for (Destination topic : topics) {
            list.plan(name(topic), rights(topic.topic()), replicas(topic), size(topic));
        }
    }

    /** @param brokers how many there are */
    void look(Admin admin, List<Destination> topics, int brokers) throws InterruptedException {
        TopicCatalog.Answers answers = TopicCatalog.ask(admin, topics, true);
        Map<String, Config> configs = TopicCatalog.settings(
                admin, topics.stream().map(Destination::topic).distinct().toList());
        for (Destination topic : topics) {
            try {
                TopicDescription description = answers.description(topic);
                int partitions = description.partitions().size();
                list.add(Precondition.ok(name(topic), partitions + (partitions == 1 ? " partition" : " partitions")));
                Config config = configs.get(topic.topic());
                list.add(rights(tools, topic.topic(), description, AclOperation.WRITE, AclOperation.DESCRIBE));
                replicas(topic, description, config);
                size(topic, config);
            } catch (DeliveryException e) {
                boolean missing = KafkaFailures.isTopicMissing(e);
                list.add(missing ? missing(topic, e, brokers) : refused(topic, e));
                String because = missing ? "there is no topic" : "the topic cannot be asked";
                list.add(Precondition.skipped(rights(topic.topic()), because));
                list.add(Precondition.skipped(replicas(topic), because));
                list.add(Precondition.skipped(size(topic), because));
            }
        }
    }

    private Precondition missing(Destination topic, DeliveryException e, int brokers) {
        return Precondition.failed(
                name(topic),
                "does not exist",
                e.reason(),
                "topics are never made by the stream; PARTITIONS is yours to choose: as many as its consumers expect, since"
                        + " another number later moves keys to other partitions",
                List.of(tools.createTopic(topic.topic(), brokers)));
    }

    private Precondition refused(Destination topic, DeliveryException e) {
        return KafkaInspection.failed(
                name(topic),
                "refused",
                e,
                List.of(tools.grant("--topic", topic.topic(), AclOperation.WRITE, AclOperation.DESCRIBE)));
    }

    private String name(Destination topic) {
        return "topic " + topic.topic() + (topic.equals(settings.deadLetter()) ? " (dead letters)" : "");
    }

    static String rights(String topic) {
        return "rights on " + topic;
    }

    private static String replicas(Destination topic) {
        return "replicas of " + topic.topic();
    }

    private static String size(Destination topic) {
        return "record size of " + topic.topic();
    }

    /** What the client may do with a topic, as the brokers say (KIP-430). */
    static Precondition rights(KafkaTools tools, String topic, TopicDescription description, AclOperation... needed) {
        Set<AclOperation> granted = description.authorizedOperations();
        if (granted == null) {
            return Precondition.skipped(rights(topic), "the brokers do not tell; Kafka 2.3 is the first that does");
        }
        List<AclOperation> lacking = Arrays.stream(needed)
                .filter(operation -> !granted.contains(operation))
                .toList();
        String wanted = Arrays.stream(needed).map(KafkaTools::inWords).collect(Collectors.joining(", "));
        if (lacking.isEmpty()) {
            return Precondition.ok(rights(topic), wanted);
        }
        String missing = lacking.stream().map(KafkaTools::inWords).collect(Collectors.joining(", "));
        return Precondition.failed(
                rights(topic),
                "no " + missing,
                "kafka_authorization",
                "topic " + topic + ": a right is missing: " + missing,
                List.of(tools.grant("--topic", topic, lacking.toArray(AclOperation[]::new))));
    }

    private void replicas(Destination topic, TopicDescription description, @Nullable Config config) {
        Integer needed = TopicCatalog.number(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG)
                .orElse(null);
        Replicas replicas = Replicas.of(description, needed);
        list.add(replicas.judged(replicas(topic), topic.topic(), tools));
    }

    private void size(Destination topic, @Nullable Config config) {
        Integer topicBytes = TopicCatalog.number(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                .orElse(null);
        if (topicBytes == null) {
            list.add(Precondition.skipped(size(topic), "the topic's settings cannot be read: no DescribeConfigs"));
            return;
        }
        RecordLimit limit = RecordLimit.of(settings, settings.client(client), topicBytes);
        String found = "up to " + limit.largestBytes() + " bytes (max.request.size " + limit.clientBytes()
                + ", max.message.bytes " + limit.topicBytes() + (limit.compressed() ? ", compressed)" : ")");
        list.add(
                limit.clientExceedsTopic()
                        ? Precondition.warning(
                                size(topic),
                                found,
                                "record_too_large",
                                "the client would send larger records than the topic takes: one of those stops the stream",
                                List.of(tools.topicSetting(
                                        topic.topic(), TopicConfig.MAX_MESSAGE_BYTES_CONFIG, limit.clientBytes())))
                        : Precondition.ok(size(topic), found));
    }
}
