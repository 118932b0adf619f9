package dev.cdcnotifier.delivery;

import dev.cdcnotifier.inspection.Remedy;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.SaslConfigs;

/**
 * Commands of Kafka's own tools, for an administrator of the cluster that a client uses. They hold no secret: an
 * administrator's login stands in {@code admin.properties}.
 *
 * @param user the properties of the client
 */
record KafkaTools(Map<String, String> user) {

    /** What the user must choose: it cannot be changed later without an effect on the order of keys. */
    private static final String PARTITIONS = "PARTITIONS";

    private static final int USUAL_REPLICAS = 3;

    private static final Pattern USERNAME =
            Pattern.compile("\\busername\\s*=\\s*(?:\"(?<quoted>[^\"]*)\"|(?<bare>[^\"\\s;]+))");

    /** @param brokers how many there are */
    Remedy createTopic(String topic, int brokers) {
        return tool(
                "kafka-topics.sh",
                "--create",
                "--topic",
                topic,
                "--partitions",
                PARTITIONS,
                "--replication-factor",
                Integer.toString(Math.max(1, Math.min(USUAL_REPLICAS, brokers))));
    }

    /** The brokers' default decides how many replicas it has. */
    Remedy createPositionTopic(String topic) {
        return tool(
                "kafka-topics.sh",
                "--create",
                "--topic",
                topic,
                "--partitions",
                "1",
                "--config",
                "cleanup.policy=compact");
    }

    Remedy topicSetting(String topic, String name, long value) {
        return tool(
                "kafka-configs.sh",
                "--alter",
                "--entity-type",
                "topics",
                "--entity-name",
                topic,
                "--add-config",
                name + "=" + value);
    }

    /** @param kind of the resource as the tool names it, for example {@code --topic} */
    Remedy grant(String kind, String name, AclOperation... operations) {
        String words = Arrays.stream(operations)
                .map(operation -> "--operation " + inWords(operation))
                .collect(Collectors.joining(" "));
        return tool("kafka-acls.sh", "--add", "--allow-principal", principal(), words, kind, Remedy.word(name));
    }

    Remedy feature(String name, int level) {
        return tool("kafka-features.sh", "upgrade", "--feature", name + "=" + level);
    }

    /** As the tools and the manual write it: {@code DescribeConfigs}. */
    static String inWords(AclOperation operation) {
        return Arrays.stream(operation.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private Remedy tool(String tool, String... words) {
        String login = user.getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT")
                        .equals("PLAINTEXT")
                ? ""
                : " --command-config admin.properties";
        return Remedy.command(
                tool,
                "--bootstrap-server",
                Remedy.word(user.getOrDefault(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "BROKERS")) + login,
                String.join(" ", words));
    }

    private String principal() {
        Matcher username = USERNAME.matcher(user.getOrDefault(SaslConfigs.SASL_JAAS_CONFIG, ""));
        if (!username.find()) {
            return "User:PRINCIPAL";
        }
        return Remedy.word(
                "User:" + Objects.requireNonNullElseGet(username.group("quoted"), () -> username.group("bare")));
    }
}
