package dev.cdcnotifier.runner.config;

import static dev.cdcnotifier.runner.config.ConfigText.DATABASE;
import static dev.cdcnotifier.runner.config.ConfigText.NAMESPACE;
import static dev.cdcnotifier.runner.config.ConfigText.SLOT;
import static dev.cdcnotifier.runner.config.ConfigText.VALID;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigProblemsTest {

    private static final String PROGRESSOR = "cdc-notifier.progressor";
    private static final String ROUTE =
            "{ kafka-client = default_kafka_client, eventsink-topic = a, lifecycle-topic = b }";

    @TempDir
    private Path directory;

    private ConfigText config;

    @BeforeEach
    void writeInto() {
        config = new ConfigText(directory);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            http.port                | 99999       | must be a whole number from 0 to 65535, not "99999"
            http.port                | 80.5        | must be a whole number from 0 to 65535, not "80.5"
            http.port                | abc         | must be a whole number from 0 to 65535, not "abc"
            http.port                | [1]         | must be a whole number from 0 to 65535, not a list
            http.port                | { a = 1 }   | must be a whole number from 0 to 65535, not an object
            http.host                | ""          | must not be empty
            http.hots                | x           | unknown key; did you mean "host"?
            http.token               | short       | must be at least 16 letters, digits and signs of ._~+/=-; "openssl rand -hex 32" makes one
            http.token               | ""          | must be at least 16 letters, digits and signs of ._~+/=-; "openssl rand -hex 32" makes one
            http.token               | "sixteen or more but blank" | must be at least 16 letters, digits and signs of ._~+/=-; "openssl rand -hex 32" makes one
            http.token               | [1]         | must be a text in quotes
            http.tokn                | x           | unknown key; did you mean "token"?
            http                     | 8080        | must be an object { … }, not "8080"
            progressor.max-retries   | -1          | must be a whole number from 0 to 1000000, not "-1"
            progressor.max_retries   | 3           | unknown key; did you mean "max-retries"?
            progressor.something     | 3           | unknown key
            progressor.resend-timeout | 3          | needs a unit, for example 3 s or 3 ms
            progressor.resend-timeout | "3"        | needs a unit, for example 3 s or 3 ms
            progressor.resend-timeout | 0 s        | must be a duration from 1 ms to 1 d, for example 3 s, not "0 s"
            progressor.resend-timeout | soon       | must be a duration from 1 ms to 1 d, for example 3 s, not "soon"
            progressor.reconnect-timeout | -5 s    | must be a duration from 1 ms to 1 d, for example 3 s, not "-5 s"
            progressor.status-interval | 11 s      | must be a duration from 1 ms to 10 s, for example 3 s, not "11 s"
            progressor.window.records | 0          | must be a whole number from 1 to 2147483647, not "0"
            progressor.window.bytes  | 0 B         | must be a size from 1 B to 1024 GiB, for example 16 MiB, not "0 B"
            progressor.window.bytes  | much        | must be a size from 1 B to 1024 GiB, for example 16 MiB, not "much"
            progressor.window.byte   | 1 MiB       | unknown key; did you mean "bytes"?
            progressor.payload.levels | 513        | must be a whole number from 1 to 512, not "513"
            progressor.payload.inflated-bytes | 2 GiB | must be a size from 1 B to 1 GiB, for example 16 MiB, not "2 GiB"
            progressor.payload.ratio | 0           | must be a whole number from 1 to 10000, not "0"
            progressor.payload.level | 3           | unknown key; did you mean "levels"?
            progressor.payload       | 3           | must be an object { … }, not "3"
            progressor.headers       | 2           | must be true or false, not "2"
            progressor.partitioner   | phash       | must be phash2 or murmur2, not "phash"; did you mean "phash2"?
            progressor.slot          | make        | must be create or verify, not "make"
            progressor.publications  | CREATE      | must be create or verify, not "CREATE"; did you mean "create"?
            progressor.delivery      | exactly_once | must be at-least-once or exactly-once, not "exactly_once"; did you mean "exactly-once"?
            progressor.on-poison     | skip        | must be stop or dead-letter, not "skip"
            progressor.dead-letter-topic | "a b"   | must be 1 to 249 letters, digits, dots, underscores and hyphens, not "a b"
            databases.progressor_db.port | 0       | must be a whole number from 1 to 65535, not "0"
            databases.progressor_db.ssl.mode | on  | must be one of disable, prefer, require, verify-ca, verify-full, not "on"
            databases.progressor_db.usrname | u    | unknown key; did you mean "username"?
            databases.progressor_db.properties.sslmode | x | has a place of its own: set ssl.mode of the database
            databases.progressor_db.properties.password | x | has a place of its own: set password of the database
            databases.progressor_db.ssl.mdoe | x   | unknown key; did you mean "mode"?
            database-defaults.prot   | 1           | unknown key; did you mean "port"?
            database-defaults.ssl.mode | maybe     | must be one of disable, prefer, require, verify-ca, verify-full, not "maybe"
            kafka-clients.default_kafka_client.acks | 1 | must be all for nothing to be lost or reordered; leave it out
            kafka-clients.default_kafka_client.lingr.ms | 1 | is not a property of a Kafka producer; did you mean "linger.ms"?
            kafka-clients.default_kafka_client.transactional.id | x | is not for the user to set; leave it out
            kafka-clients.default_kafka_client.linger.ms | [[1]] | must be a text or a list of texts
            """)
    void a_wrong_value_is_named_with_its_path_and_line(String path, String value, String message) {
        assertThat(config.problemsWith("cdc-notifier." + path + " = " + value + "\n"))
                .containsExactly("cdc-notifier." + path + ": " + message + " (cdc.conf:30)");
    }

    @Test
    void all_problems_are_told_at_once_from_the_top_of_the_file_to_its_end() {
        List<String> problems = config.problems(VALID.replace("port = 5432", "port = 0")
                .replace("host =", "hots =")
                .replace("max-retries = 3", "max-retries = many")
                .replace("lifecycle-topic", "lifecycle_topic"));

        assertThat(problems)
                .containsExactly(
                        DATABASE + ".host: is missing: the server's name or address (cdc.conf:3)",
                        DATABASE + ".port: must be a whole number from 1 to 65535, not \"0\" (cdc.conf:4)",
                        DATABASE + ".hots: unknown key; did you mean \"host\"? (cdc.conf:4)",
                        PROGRESSOR
                                + ".max-retries: must be a whole number from 0 to 1000000, not \"many\" (cdc.conf:15)",
                        NAMESPACE + ".lifecycle-topic: is missing: every namespace needs both topics (cdc.conf:20)",
                        NAMESPACE + ".lifecycle_topic: unknown key; did you mean \"lifecycle-topic\"? (cdc.conf:23)");
    }

    @Test
    void a_mistyped_root_is_named() {
        assertThat(config.problems(VALID.replace("cdc-notifier {", "cdc_notifier {")))
                .containsExactlyInAnyOrder(
                        "cdc-notifier.progressor.streams: is empty: there is nothing to stream (cdc.conf:1)",
                        "cdc_notifier: unknown key; did you mean \"cdc-notifier\"? (cdc.conf:1)");
    }

    @Test
    void an_empty_file_has_nothing_to_stream() {
        assertThat(config.problems("")).singleElement().asString().contains("there is nothing to stream");
    }

    @Test
    void a_reference_that_leads_nowhere_names_the_nearest() {
        assertThat(config.problems(VALID.replace("= default_kafka_client", "= defualt_kafka_client")))
                .containsExactly(NAMESPACE + ".kafka-client: there is no \"defualt_kafka_client\" in"
                        + " cdc-notifier.kafka-clients; did you mean \"default_kafka_client\"? (cdc.conf:21)");
        assertThat(config.problems(VALID.replace("    progressor_db {\n      host", "    progresor_db {\n      host")))
                .containsExactly("cdc-notifier.progressor.streams.progressor_db: there is no \"progressor_db\" in"
                        + " cdc-notifier.databases; did you mean \"progresor_db\"? (cdc.conf:18)");
    }

    @Test
    void a_slot_needs_a_name_that_postgresql_takes_and_a_namespace() {
        assertThat(config.problemsWith("cdc-notifier.progressor.streams.progressor_db {\n \"My-Slot\" { n " + ROUTE
                        + " }\n s2 {}\n s3 { settings { headers = false } }\n}\n"))
                .containsExactly(
                        PROGRESSOR + ".streams.progressor_db.My-Slot: slot name 'My-Slot' is not 1 to 63 lower-case"
                                + " letters, digits and underscores (cdc.conf:31)",
                        PROGRESSOR + ".streams.progressor_db.s2: holds no namespace; name one, or leave this slot out"
                                + " (cdc.conf:32)",
                        PROGRESSOR + ".streams.progressor_db.s3: holds no namespace; name one, or leave this slot out"
                                + " (cdc.conf:33)");
    }

    @Test
    void a_database_without_a_slot_is_a_problem() {
        assertThat(config.problems(VALID.replaceAll("(?s)cdc_slot_default \\{.*", "}}}}")))
                .singleElement()
                .asString()
                .startsWith(PROGRESSOR + ".streams.progressor_db: holds no slot");
    }

    @Test
    void a_namespace_whose_tables_names_postgresql_would_cut_is_refused() {
        String fits = "n".repeat(53);
        assertThat(config.problemsWith(SLOT + "." + fits + " " + ROUTE + "\n")).isEmpty();
        assertThat(config.problemsWith(SLOT + "." + fits + "n " + ROUTE + "\n"))
                .singleElement()
                .asString()
                .startsWith(SLOT + "." + fits + "n: table name '" + fits + "n_processes' takes 64 bytes");
        assertThat(config.problemsWith(SLOT + ".\"" + "ü".repeat(27) + "\" " + ROUTE + "\n"))
                .singleElement()
                .asString()
                .contains("takes 64 bytes");
    }

    @Test
    void a_namespace_with_dots_and_no_quotes_is_explained() {
        assertThat(config.problemsWith(SLOT + " { a.b " + ROUTE + " }\n"))
                .containsExactly(SLOT + ".a: holds a block of its own, \"b\": a namespace with dots in its name needs"
                        + " quotes, \"a.b\" (cdc.conf:30)");
    }

    @Test
    void a_slots_own_settings_are_checked_too() {
        assertThat(config.problemsWith(SLOT + ".settings { heders = false, max-retries = x, streams {} }\n"))
                .containsExactlyInAnyOrder(
                        SLOT + ".settings.heders: unknown key; did you mean \"headers\"? (cdc.conf:30)",
                        SLOT
                                + ".settings.max-retries: must be a whole number from 0 to 1000000, not \"x\" (cdc.conf:30)",
                        SLOT + ".settings.streams: unknown key (cdc.conf:30)");
    }

    @Test
    void a_slot_name_is_used_once_in_a_server_whatever_its_block_is_called() {
        String twin = VALID + "cdc-notifier.databases.twin { host = \"127.0.0.1\", database = other, username = u,"
                + " password = p }\ncdc-notifier.progressor.streams.twin.cdc_slot_default.n " + ROUTE + "\n";

        assertThat(config.problems(twin))
                .containsExactly(
                        PROGRESSOR + ".streams.twin.cdc_slot_default: this slot name is used already at " + SLOT
                                + "; a PostgreSQL server has only one slot of a name, whatever the database (cdc.conf:31)");
        assertThat(config.problems(twin.replace("twin { host = \"127.0.0.1\"", "twin { host = elsewhere")))
                .isEmpty();
    }

    @Test
    void a_namespace_is_streamed_once_from_a_database() {
        assertThat(config.problemsWith(
                        "cdc-notifier.progressor.streams.progressor_db.second.\"default/default\" " + ROUTE + "\n"))
                .containsExactly(PROGRESSOR + ".streams.progressor_db.second.\"default/default\": this namespace is"
                        + " streamed already at " + NAMESPACE
                        + "; its messages would be sent twice and out of order (cdc.conf:30)");
    }

    @Test
    void dead_letters_need_a_topic_and_a_kafka_client_that_exists() {
        assertThat(config.problemsWith(PROGRESSOR + ".on-poison = dead-letter\n"))
                .containsExactly(PROGRESSOR
                        + ".dead-letter-topic: is missing: on-poison = dead-letter needs a topic (cdc.conf:13)");
        assertThat(config.problemsWith(SLOT
                        + ".settings { on-poison = dead-letter, dead-letter-topic = t, dead-letter-client = x }\n"))
                .containsExactly(SLOT + ".settings.dead-letter-client: there is no \"x\" in cdc-notifier.kafka-clients"
                        + " (cdc.conf:30)");
    }

    @Test
    void dead_letters_of_a_slot_with_two_kafka_clients_need_one_by_name() {
        assertThat(config.problemsWith("cdc-notifier.kafka-clients.second.bootstrap.servers = \"b:1\"\n" + SLOT
                        + ".n { kafka-client = second, eventsink-topic = a, lifecycle-topic = b }\n" + SLOT
                        + ".settings { on-poison = dead-letter, dead-letter-topic = t }\n"))
                .singleElement()
                .asString()
                .startsWith(SLOT + ".settings.dead-letter-client: is missing");
    }

    @Test
    void exactly_once_needs_one_kafka_client_for_a_slot() {
        assertThat(config.problemsWith("cdc-notifier.kafka-clients.second.bootstrap.servers = \"b:1\"\n" + SLOT
                        + ".n { kafka-client = second, eventsink-topic = a, lifecycle-topic = b }\n" + PROGRESSOR
                        + ".delivery = exactly-once\n"))
                .singleElement()
                .asString()
                .startsWith(PROGRESSOR + ".delivery: exactly-once needs one Kafka client for all topics of a slot");
    }

    @Test
    void a_kafka_client_needs_brokers() {
        assertThat(config.problemsWith("cdc-notifier.kafka-clients.second { linger.ms = 1 }\n"))
                .containsExactly("cdc-notifier.kafka-clients.second.bootstrap.servers: is missing: the brokers'"
                        + " addresses, host:port,host:port (cdc.conf:30)");
    }

    @Test
    void exactly_one_of_password_and_password_file_is_set() {
        config.write("pw", "x");
        assertThat(config.problems(VALID.replace("password = \"s3cret\"", "")))
                .containsExactly(
                        DATABASE + ".password: is missing: set password or password-file (password = \"\" where"
                                + " the server asks for none) (cdc.conf:3)");
        assertThat(config.problemsWith(DATABASE + ".password-file = pw\n"))
                .containsExactly(DATABASE
                        + ".password-file: is one too many: set either password or password-file (cdc.conf:30)");
    }

    @Test
    void a_file_that_is_named_must_be_there() {
        assertThat(config.problems(VALID.replace("password = \"s3cret\"", "password-file = nowhere")))
                .containsExactly(DATABASE + ".password-file: the file " + directory.resolve("nowhere")
                        + " is not there or cannot be read (cdc.conf:6)");
        config.write("client.crt", "x");
        assertThat(config.problemsWith(DATABASE + ".ssl { root-cert = nowhere, cert = client.crt }\n"))
                .containsExactly(
                        DATABASE + ".ssl.root-cert: the file " + directory.resolve("nowhere")
                                + " is not there or cannot be read (cdc.conf:30)",
                        DATABASE + ".ssl.key: is missing: a certificate is of no use without its key (cdc.conf:30)");
    }

    @Test
    void a_value_from_the_environment_is_said_to_be_from_there() {
        assertThat(config.problemsWith("cdc-notifier.http.port = ${?PATH}\n"))
                .singleElement()
                .asString()
                .startsWith("cdc-notifier.http.port: must be a whole number")
                .endsWith("(from the environment)");
    }

    @Test
    void a_secret_is_never_shown_however_wrong_it_is() {
        List<String> problems = config.problems(VALID.replace("\"s3cret\"", "{ value = s3cret }")
                + "cdc-notifier.kafka-clients.default_kafka_client { sasl.jaas.confg = s3cret, acks = s3cret,"
                + " ssl.key.password = [[s3cret]] }\n" + DATABASE
                + ".properties { password = s3cret, sslpassword = [[s3cret]] }\n");

        assertThat(problems).hasSize(6).noneMatch(problem -> problem.contains("s3cret"));
    }
}
