package dev.cdcnotifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;

class KafkaToolsTest {

    private static final KafkaTools OPEN = new KafkaTools(Map.of("bootstrap.servers", "b1:9092,b2:9092"));

    private static final KafkaTools SECURED = new KafkaTools(
            Map.of(
                    "bootstrap.servers",
                    "b:9093",
                    "security.protocol",
                    "SASL_SSL",
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"it's me\" password=\"hidden\";"));

    @Test
    void the_number_of_partitions_is_left_to_be_chosen() {
        assertThat(OPEN.createTopic("events", 5).text())
                .isEqualTo("kafka-topics.sh --bootstrap-server b1:9092,b2:9092 --create --topic events"
                        + " --partitions PARTITIONS --replication-factor 3");
        assertThat(OPEN.createTopic("events", 1).text()).endsWith("--replication-factor 1");
    }

    @Test
    void an_administrators_login_is_named_where_there_is_one_and_no_password_ever_shows() {
        assertThat(SECURED.grant("--topic", "events", AclOperation.WRITE, AclOperation.DESCRIBE_CONFIGS)
                        .text())
                .isEqualTo(
                        "kafka-acls.sh --bootstrap-server b:9093 --command-config admin.properties --add"
                                + " --allow-principal 'User:it'\\''s me' --operation Write --operation DescribeConfigs --topic events")
                .doesNotContain("hidden");
        assertThat(OPEN.grant("--topic", "events", AclOperation.WRITE).text())
                .contains("--allow-principal User:PRINCIPAL");
        KafkaTools unquoted = new KafkaTools(Map.of("sasl.jaas.config", "Module required username=cdc password=x;"));
        assertThat(unquoted.grant("--topic", "events", AclOperation.WRITE).text())
                .contains("--allow-principal User:cdc ");
    }

    @Test
    void what_a_shell_would_take_apart_stands_between_quotes() {
        KafkaTools spaced = new KafkaTools(Map.of("bootstrap.servers", "b1:9092, b2:9092"));
        assertThat(spaced.topicSetting("events", "min.insync.replicas", 2).text())
                .isEqualTo("kafka-configs.sh --bootstrap-server 'b1:9092, b2:9092' --alter --entity-type topics"
                        + " --entity-name events --add-config min.insync.replicas=2");
        assertThat(OPEN.grant("--transactional-id", "cdc:7713:my $(db)'s:slot", AclOperation.WRITE)
                        .text())
                .endsWith(" --operation Write --transactional-id 'cdc:7713:my $(db)'\\''s:slot'");
    }
}
