package dev.cdcnotifier.runner.config;

import static dev.cdcnotifier.runner.config.ConfigText.SLOT;
import static dev.cdcnotifier.runner.config.ConfigText.VALID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.progressor.ExternalTermLimits;
import dev.cdcnotifier.progressor.NamespaceRoute;
import dev.cdcnotifier.replication.Provision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

    @TempDir
    private Path directory;

    private ConfigText config;

    @BeforeEach
    void writeInto() {
        config = new ConfigText(directory);
    }

    @Test
    void the_manuals_first_example_is_one_stream() throws Exception {
        RunnerConfig loaded = config.load(VALID);

        assertThat(loaded.http()).isEqualTo(new HttpConfig("127.0.0.1", 8080, null));
        assertThat(loaded.streams()).hasSize(1);
        StreamConfig stream = loaded.streams().get(0);
        assertThat(stream.name()).isEqualTo("progressor_db/cdc_slot_default");
        assertThat(stream.slot()).isEqualTo(new SlotName("cdc_slot_default"));
        assertThat(stream.endpoint())
                .isEqualTo(new PgEndpoint(
                        "127.0.0.1",
                        5432,
                        "progressor_db",
                        "progressor",
                        new Secret("s3cret"),
                        Map.of("sslmode", "prefer")));
        assertThat(stream.namespaces())
                .containsExactly(new NamespaceRoute(
                        "default/default",
                        "public",
                        "default_kafka_client",
                        "cdc_eventsink_topic",
                        "cdc_lifecycle_topic"));
        assertThat(stream.kafkaClients())
                .isEqualTo(Map.of("default_kafka_client", Map.of("bootstrap.servers", "127.0.0.1:9092")));
        assertThat(stream.deadLetters()).isNull();
    }

    @Test
    void the_example_file_has_no_problem() throws Exception {
        RunnerConfig loaded = ConfigFile.load(Path.of("..", "config", "cdc-notifier.example.conf"));

        assertThat(loaded.streams()).extracting(StreamConfig::name).containsExactly("progressor_db/cdc_slot_default");
    }

    @Test
    void what_is_set_for_a_slot_goes_before_what_is_set_for_all() throws Exception {
        StreamConfig stream = config.stream(VALID + "cdc-notifier.progressor { max-retries = 7, window.bytes = 1 MiB,"
                + " payload { levels = 64, ratio = 50 } }\n"
                + SLOT + ".settings { resend-timeout = 250 ms, window { records = 5 }, partitioner = murmur2,"
                + " publications = verify, payload { levels = 512, inflated-bytes = 1 MiB } }\n");

        SlotOptions options = stream.options();
        assertThat(options.resendTimeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(options.maxRetries()).isEqualTo(7);
        assertThat(options.windowRecords()).isEqualTo(5);
        assertThat(options.windowBytes()).isEqualTo(1 << 20);
        assertThat(options.payload()).isEqualTo(new ExternalTermLimits(512, 1 << 20, 50));
        assertThat(options.partitioner()).isEqualTo(Partitioner.MURMUR2);
        assertThat(options.publications()).isEqualTo(Provision.VERIFY);
        assertThat(options.slot()).isEqualTo(Provision.CREATE);
    }

    @Test
    void a_block_named_settings_that_looks_like_a_namespace_is_one() throws Exception {
        StreamConfig stream = config.stream(VALID + SLOT
                + ".settings { kafka-client = default_kafka_client, eventsink-topic = a, lifecycle-topic = b }\n");

        assertThat(stream.namespaces())
                .extracting(NamespaceRoute::namespace)
                .containsExactly("default/default", "settings");
    }

    @Test
    void namespaces_keep_dots_slashes_spaces_and_any_letter() throws Exception {
        String block = "{ kafka-client = default_kafka_client, eventsink-topic = a, lifecycle-topic = b }\n";
        StreamConfig stream = config.stream(VALID
                + SLOT + ".\"a.b/c.d\" " + block
                + SLOT + ".\"простір/имён ü\" " + block
                + SLOT + ".\"x\\\"y\" " + block);

        assertThat(stream.namespaces())
                .extracting(NamespaceRoute::namespace)
                .containsExactly("default/default", "a.b/c.d", "простір/имён ü", "x\"y");
    }

    @Test
    void kafka_properties_may_be_nested_quoted_numbers_or_lists() throws Exception {
        StreamConfig stream = config.stream(
                VALID
                        + """
                  cdc-notifier.kafka-clients.default_kafka_client {
                    bootstrap { servers = ["a:1", "b:2"] }
                    "linger.ms" = 5
                    compression.type = zstd
                    ssl.truststore.location = null
                  }
                  """);

        assertThat(stream.kafkaClients().get("default_kafka_client"))
                .isEqualTo(Map.of("bootstrap.servers", "a:1,b:2", "linger.ms", "5", "compression.type", "zstd"));
    }

    @Test
    void dead_letters_go_through_the_only_kafka_client_of_the_slot() throws Exception {
        StreamConfig stream =
                config.stream(VALID + SLOT + ".settings { on-poison = dead-letter, dead-letter-topic = dead }\n");

        assertThat(stream.deadLetters()).isEqualTo(new Destination("default_kafka_client", "dead"));
    }

    @Test
    void dead_letters_may_have_a_kafka_client_of_their_own() throws Exception {
        StreamConfig stream = config.stream(
                VALID
                        + """
                  cdc-notifier.kafka-clients.other.bootstrap.servers = "b:1"
                  cdc-notifier.progressor { on-poison = dead-letter, dead-letter-topic = dead, dead-letter-client = other }
                  """);

        assertThat(stream.deadLetters()).isEqualTo(new Destination("other", "dead"));
        assertThat(stream.kafkaClients()).containsOnlyKeys("default_kafka_client", "other");
    }

    @Test
    void ssl_files_are_looked_for_beside_the_configuration() throws Exception {
        Path root = config.write("root.crt", "x");
        Path cert = config.write("client.crt", "x");
        Path key = config.write("client.pk8", "x");

        StreamConfig stream = config.stream(VALID + ConfigText.DATABASE
                + ".ssl { mode = verify-full, root-cert = root.crt, cert = client.crt, key = client.pk8 }\n");

        assertThat(stream.endpoint().properties())
                .isEqualTo(Map.of(
                        "sslmode", "verify-full",
                        "sslrootcert", root.toString(),
                        "sslcert", cert.toString(),
                        "sslkey", key.toString()));
    }

    @Test
    void database_defaults_hold_for_databases_that_say_nothing_else() throws Exception {
        StreamConfig stream = config.stream(
                VALID.replace("schema = \"public\"", "")
                        + """
                  cdc-notifier.database-defaults {
                    port = 1, schema = other, ssl.mode = require, properties { connectTimeout = 3 }
                  }
                  """);

        assertThat(stream.endpoint().port()).isEqualTo(5432);
        assertThat(stream.namespaces().get(0).schema()).isEqualTo("other");
        assertThat(stream.endpoint().properties()).isEqualTo(Map.of("sslmode", "require", "connectTimeout", "3"));
    }

    @Test
    void a_password_keeps_its_leading_zeros_and_comes_from_a_file_without_the_line_end() throws Exception {
        config.write("pw", "0123 \r\n");

        assertThat(config.stream(VALID.replace("\"s3cret\"", "0042")).endpoint().password())
                .isEqualTo(new Secret("0042"));
        assertThat(config.stream(VALID.replace("password = \"s3cret\"", "password-file = pw"))
                        .endpoint()
                        .password()
                        .reveal())
                .isEqualTo("0123 ");
    }

    @Test
    void an_environment_variable_replaces_what_stands_before_it_only_when_it_is_set() throws Exception {
        StreamConfig stream =
                config.stream(VALID + ConfigText.DATABASE + " { username = ${?PATH}, host = ${?CDC_NOT_SET} }\n");

        assertThat(stream.endpoint().username()).isEqualTo(System.getenv("PATH"));
        assertThat(stream.endpoint().host()).isEqualTo("127.0.0.1");
    }

    @Test
    void system_properties_mean_nothing() throws Exception {
        System.setProperty("cdc-notifier.http.port", "1");
        System.setProperty("cdc-notifier.nonsense", "1");
        try {
            assertThat(config.load(VALID).http().port()).isEqualTo(8080);
        } finally {
            System.clearProperty("cdc-notifier.http.port");
            System.clearProperty("cdc-notifier.nonsense");
        }
    }

    @Test
    void streams_come_in_the_order_of_the_file() throws Exception {
        String block = "{ kafka-client = default_kafka_client, eventsink-topic = a, lifecycle-topic = b }";
        RunnerConfig loaded = config.load(VALID
                + "cdc-notifier.progressor.streams.progressor_db {\n"
                + "  zz { n1 " + block + " }\n  aa { n2 " + block + " }\n  mm { n3 " + block + " }\n}\n");

        assertThat(loaded.streams())
                .extracting(stream -> stream.slot().value())
                .containsExactly("cdc_slot_default", "zz", "aa", "mm");
    }

    @Test
    void no_text_of_a_configuration_shows_a_secret() throws Exception {
        RunnerConfig loaded =
                config.load(VALID + "cdc-notifier.kafka-clients.default_kafka_client.sasl.jaas.config = \"s3cret\"\n");

        assertThat(loaded.toString()).contains("progressor_db").doesNotContain("s3cret");
    }

    @Test
    void the_token_for_control_comes_from_the_file_or_from_a_file_of_its_own() throws Exception {
        String token = "0123456789abcdef";
        config.write("token", token + "\n");

        assertThat(config.load(VALID + "cdc-notifier.http.token = " + token).http())
                .isEqualTo(new HttpConfig("127.0.0.1", 8080, new Secret(token)))
                .asString()
                .doesNotContain(token);
        assertThat(config.load(VALID + "cdc-notifier.http.token-file = token")
                        .http()
                        .token()
                        .reveal())
                .isEqualTo(token);
        config.write("token", "short\n");
        assertThat(config.problemsWith("cdc-notifier.http.token-file = token"))
                .singleElement()
                .asString()
                .startsWith("cdc-notifier.http.token-file: must be at least 16")
                .doesNotContain("short");
        assertThat(config.problemsWith("cdc-notifier.http { token-file = token, token = " + token + " }"))
                .anyMatch(line -> line.contains("token-file: is one too many: set either token or token-file"));
    }
}
