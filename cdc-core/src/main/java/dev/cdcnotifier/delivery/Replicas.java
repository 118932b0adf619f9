package dev.cdcnotifier.delivery;

import dev.cdcnotifier.inspection.Precondition;
import dev.cdcnotifier.inspection.Remedy;
import java.util.List;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * How many copies of a record there are before it is confirmed ({@code acks = all}), by the partition that is worst off.
 *
 * @param all how many replicas there are
 * @param inSync how many of them have everything
 * @param leaderless how many partitions have no leader
 * @param needed {@code min.insync.replicas}; null when it could not be read
 */
record Replicas(int all, int inSync, long leaderless, @Nullable Integer needed) {

    private static final String REASON = "replicas";

    static Replicas of(TopicDescription topic, @Nullable Integer needed) {
        return new Replicas(
                topic.partitions().stream()
                        .mapToInt(p -> p.replicas().size())
                        .min()
                        .orElse(0),
                topic.partitions().stream().mapToInt(p -> p.isr().size()).min().orElse(0),
                topic.partitions().stream()
                        .filter(p -> p.leader() == null || p.leader().isEmpty())
                        .count(),
                needed);
    }

    Precondition judged(String name, String topic, KafkaTools tools) {
        String found = all + (all == 1 ? " replica, " : " replicas, ") + inSync + " in sync, min.insync.replicas "
                + (needed == null ? "unknown" : needed);
        if (leaderless > 0) {
            return Precondition.failed(
                    name,
                    found,
                    "kafka_unavailable",
                    leaderless + " partitions of " + topic + " have no leader: brokers are away; bring them back",
                    List.of());
        }
        if (needed == null) {
            return Precondition.warning(
                    name,
                    found,
                    "kafka_authorization",
                    "the topic's settings cannot be read, so neither whether a record can be confirmed nor how large it"
                            + " may be is known before it is sent",
                    List.of(tools.grant("--topic", topic, AclOperation.DESCRIBE_CONFIGS)));
        }
        return judged(name, topic, tools, found, needed);
    }

    private Precondition judged(String name, String topic, KafkaTools tools, String found, int minimum) {
        if (all < minimum) {
            return Precondition.failed(
                    name,
                    found,
                    REASON,
                    "no record can ever be confirmed: " + minimum + " replicas must have it and there are " + all
                            + "; give the topic more replicas (kafka-reassign-partitions.sh), or ask for fewer",
                    List.of(minimum(tools, topic, all)));
        }
        if (inSync < minimum) {
            return Precondition.failed(
                    name,
                    found,
                    "delivery_deadline",
                    "no record can be confirmed now: " + minimum + " replicas must have it and " + inSync
                            + " are in sync; look at the brokers that are away",
                    List.of());
        }
        String risk = risk(minimum);
        return risk.isEmpty()
                ? Precondition.ok(name, found)
                : Precondition.warning(
                        name,
                        found,
                        REASON,
                        risk,
                        all > 2 && minimum != 2 ? List.of(minimum(tools, topic, 2)) : List.of());
    }

    private String risk(int minimum) {
        if (all == 1) {
            return "there is one copy of each message: a disk that is lost takes confirmed messages with it, and while the"
                    + " broker is away nothing is delivered";
        }
        if (minimum == 1) {
            return "one replica is enough to confirm a record: with its broker, confirmed messages can be lost";
        }
        if (all == minimum) {
            return "every replica must have a record: while one broker is away nothing is delivered";
        }
        return inSync < all ? "a replica is not in sync: one more broker away, and delivery may stop" : "";
    }

    private static Remedy minimum(KafkaTools tools, String topic, int replicas) {
        return tools.topicSetting(topic, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, replicas);
    }
}
