package dev.cdcnotifier.runner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.runner.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EffectiveConfigTest {

    /** With the mask in place of each secret, so that what is printed can be compared with it. */
    private static final String FULL =
            """
            cdc-notifier {
              http.port = 9090
              database-defaults { password = "***", ssl.mode = require, properties { connectTimeout = 7, a.b = 1 } }
              databases {
                one { host = one.example, database = d, username = ${?HOME} }
                two {
                  host = "fe80::1", port = 05433, database = "d 2", username = u, schema = Шема, port = null
                  properties { sslpassword = "***", options = "-c x=1", a.c = 2 }
                }
              }
              kafka-clients {
                "a client" {
                  bootstrap.servers = ["b1:9092", "b2:9092"]
                  sasl.jaas.config = "***", ssl.keystore.password = "***", compression.type = zstd
                }
              }
              progressor {
                resend-timeout = 4s, window.records = 77, on-poison = dead-letter, dead-letter-topic = dead
                streams {
                  one {
                    slot_a {
                      settings { max-retries = 9, window { bytes = 1 MiB } }
                      "default/default" { kafka-client = "a client", eventsink-topic = e, lifecycle-topic = l }
                      "имя.с точкой" { kafka-client = "a client", eventsink-topic = e, lifecycle-topic = l }
                    }
                  }
                  two.slot_b.ns { kafka-client = "a client", eventsink-topic = e, lifecycle-topic = l }
                }
              }
            }
            """;

    private static final String NAMESPACE_SETTINGS =
            """
            cdc-notifier {
              databases { main { host = h, database = d, username = u, password = "***" } }
              kafka-clients { k { bootstrap.servers = "b:1" } }
              progressor.max-retries = 8
              progressor.streams.main.slot {
                settings { kafka-client = k, eventsink-topic = e, lifecycle-topic = l }
              }
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void each_setting_of_each_stream_stands_there_with_where_it_comes_from() throws Exception {
        assertThat(hocon(FULL).lines().map(line -> line.strip().replaceAll(" +# ", " # ")))
                .contains(
                        "port = 9090 # cdc.conf:2",
                        "host = \"127.0.0.1\" # default",
                        "username = " + quoted(System.getenv("HOME")) + " # environment variable HOME (cdc.conf:5)",
                        "mode = require # cdc.conf:3",
                        "connectTimeout = 7 # cdc.conf:3",
                        "sslpassword = \"***\" # cdc.conf:8",
                        "bootstrap.servers = [\"b1:9092\", \"b2:9092\"] # cdc.conf:13",
                        "resend-timeout = 4s # cdc.conf:18",
                        "max-retries = 9 # cdc.conf:22",
                        "max-retries = 3 # default",
                        "records = 77 # cdc.conf:18",
                        "bytes = 1 MiB # cdc.conf:22",
                        "bytes = 16 MiB # default",
                        "\"default/default\" {");
    }

    @ParameterizedTest
    @ValueSource(strings = {FULL, NAMESPACE_SETTINGS, ConfigText.VALID})
    void what_is_printed_is_a_configuration_with_the_same_effect(String text) throws Exception {
        String masked = text.replace("s3cret", "***");
        Path printed = write("printed.conf", hocon(masked));
        assertThat(ConfigFile.load(printed)).isEqualTo(ConfigFile.load(write("cdc.conf", masked)));
    }

    @Test
    void a_program_reads_each_value_and_its_place_as_json() throws Exception {
        String json = Json.write(EffectiveConfig.of(write("cdc.conf", FULL)).json());
        assertThat(json)
                .startsWith("{\"cdc-notifier\":{\"http\":{\"port\":{\"value\":9090,\"from\":\"cdc.conf:2\"}")
                .contains("\"bootstrap.servers\":{\"value\":[\"b1:9092\",\"b2:9092\"],\"from\":\"cdc.conf:13\"}")
                .contains("\"password\":{\"value\":\"***\",\"from\":\"cdc.conf:3\"}");
    }

    @Test
    void a_variable_is_named_also_where_its_value_is_one_of_several_or_part_of_one() throws Exception {
        String text = ConfigText.VALID
                .replace("password = \"s3cret\"", "password = \"s3cret\", password = ${?HOME}, password = ${?NOT_SET}")
                .replace("\"127.0.0.1:9092\"", "${HOME}\":9092\"");
        assertThat(hocon(text).lines().map(line -> line.strip().replaceAll(" +# ", " # ")))
                .contains(
                        "password = \"***\" # environment variable HOME (cdc.conf:6)",
                        "bootstrap.servers = " + quoted(System.getenv("HOME") + ":9092")
                                + " # environment variable HOME (cdc.conf:11)");
    }

    @Test
    void a_wrong_configuration_is_refused_with_its_problems() {
        assertThatThrownBy(() -> hocon(FULL.replace("9090", "x")))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("http.port");
    }

    @Test
    void no_secret_shows_whatever_the_configuration() throws Exception {
        int placed = 0;
        for (int seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            List<String> secrets = IntStream.range(0, 8)
                    .mapToObj(i -> "q" + Long.toString(random.nextLong() >>> 1, 36) + "z" + i)
                    .toList();
            Path file = write("cdc.conf", withSecrets(random, secrets));
            EffectiveConfig effective = EffectiveConfig.of(file);
            String shown = String.join("\n", effective.hocon()) + Json.write(effective.json());
            String text = Files.readString(file);
            for (String secret : secrets) {
                placed += text.contains(secret) ? 1 : 0;
                assertThat(shown).as("seed " + seed + "\n" + text).doesNotContain(secret);
            }
        }
        assertThat(placed).isGreaterThan(3_000);
    }

    /** Secrets wherever a configuration takes one, written in any of the ways that HOCON allows. */
    private static String withSecrets(Random random, List<String> secrets) {
        String database = any(
                random,
                assign(random, "password", secrets.get(0)),
                "properties { sslpassword = \"" + secrets.get(1) + "\" }",
                "properties.sslpassword = " + secrets.get(1),
                "properties { options = \"-c my.password=" + secrets.get(1) + "\" }",
                "properties { accessToken = " + secrets.get(1) + " }",
                "properties { my { secret { value = " + secrets.get(1) + " } } }",
                "properties { kerberosServerName = \"krb://u:" + secrets.get(1) + "@host/x\" }");
        String client = any(
                random,
                assign(
                        random,
                        "sasl.jaas.config",
                        "x required username=\\\"u\\\" password=\\\"" + secrets.get(2) + "\\\";"),
                assign(random, "ssl.keystore.password", secrets.get(3)),
                assign(random, "ssl.key.password", secrets.get(4)),
                "ssl { keystore { key = \"\"\"-----BEGIN PRIVATE KEY-----\n" + secrets.get(5)
                        + "\n-----END PRIVATE KEY-----\"\"\" } }",
                assign(random, "ssl.truststore.password", secrets.get(6)),
                assign(
                        random,
                        "sasl.oauthbearer.token.endpoint.url",
                        "https://user:" + secrets.get(7) + "@host/token"));
        return """
               cdc-notifier {
                 database-defaults { %s }
                 databases { main { host = h, database = d, username = u, %s
                   %s } }
                 kafka-clients { k { bootstrap.servers = "b:1"
                   %s } }
                 progressor.streams.main.slot.ns { kafka-client = k, eventsink-topic = e, lifecycle-topic = l }
               }
               """
                .formatted(
                        assign(random, "password", secrets.get(0)),
                        random.nextBoolean() ? "password = ${cdc-notifier.database-defaults.password}" : "",
                        database,
                        client);
    }

    private static String assign(Random random, String name, String value) {
        String quoted = '"' + value + '"';
        return switch (random.nextInt(4)) {
            case 0 -> name + " = " + quoted;
            case 1 -> name + ": " + quoted;
            case 2 -> name.replace(".", " { ") + " = " + quoted + " }".repeat(name.split("\\.").length - 1);
            default -> name + " = " + (value.contains("\\\"") ? quoted : "\"\"\"" + value + "\"\"\"");
        };
    }

    private static String any(Random random, String... lines) {
        return Stream.of(lines).filter(line -> random.nextInt(3) > 0).collect(Collectors.joining("\n"));
    }

    private String hocon(String text) throws InvalidConfigException {
        return String.join("\n", EffectiveConfig.of(write("cdc.conf", text)).hocon());
    }

    private Path write(String name, String text) {
        return new ConfigText(directory).write(name, text);
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
