package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.CertificateAuthority;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import dev.cdcnotifier.testkit.progressor.ProgressorSimulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No password shows in anything the process writes or serves, however much it is asked to log. */
@Timeout(300)
class CanaryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String NAMESPACE = "canary/slot_good";

    private static final Canary PG = Canary.of("pg");
    private static final Canary PG_WRONG = Canary.of("pg-wrong");
    private static final Canary PG_KEY = Canary.of("pg-key");
    private static final Canary KAFKA = Canary.of("kafka");
    private static final Canary KAFKA_WRONG = Canary.of("kafka-wrong");
    private static final Canary STORE = Canary.of("store");
    private static final Canary KEY = Canary.of("key");
    private static final Canary JAAS = Canary.of("jaas");
    private static final Canary TOKEN = Canary.of("token");
    private static final Canary TOKEN_WRONG = Canary.of("token-wrong");
    private static final List<Canary> ALL =
            List.of(PG, PG_WRONG, PG_KEY, KAFKA, KAFKA_WRONG, STORE, KEY, JAAS, TOKEN, TOKEN_WRONG);

    private static CertificateAuthority authority;
    private static PgServer pg;
    private static KafkaBroker kafka;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startServers() throws Exception {
        authority = CertificateAuthority.create();
        CertificateAuthority.Issued identity = authority.issue("127.0.0.1", "localhost");
        pg = PgServer.builder(17).tls(identity).start();
        pg.createReplicationRole("canary", PG.password());
        pg.execute(PgServer.SUPERUSER, "ALTER ROLE canary SUPERUSER");
        kafka = KafkaBroker.builder().saslSsl(identity).start();
        kafka.createUser("canary", KAFKA.password());
        AccessControlEntry all = new AccessControlEntry("User:canary", "*", AclOperation.ALL, AclPermissionType.ALLOW);
        ResourcePattern topics = new ResourcePattern(ResourceType.TOPIC, "*", PatternType.LITERAL);
        kafka.admin().createAcls(List.of(new AclBinding(topics, all))).all().get();
        kafka.createTopic("events", 3);
        kafka.createTopic("lifecycle", 3);
    }

    @AfterAll
    static void stopServers() {
        kafka.close();
        pg.close();
        authority.close();
    }

    @Test
    void no_password_shows_at_the_finest_level_with_good_and_bad_credentials() throws Exception {
        String database = pg.createDatabase();
        try (Connection connection = pg.connect(database)) {
            for (String slot : List.of("slot_good", "slot_pg", "slot_kafka", "slot_store", "slot_jaas")) {
                new EngineTables("canary/" + slot).create(connection);
            }
        }
        try (ProgressorSimulator engine = new ProgressorSimulator(() -> pg.connect(database), NAMESPACE);
                RunnerProcess runner = new RunnerProcess(config(database))) {
            runner.start(finestLogging());
            StringBuilder seen = new StringBuilder();
            awaitState(runner, "good/slot_good", "\"state\":\"STREAMING\"");
            awaitState(runner, "wrong/slot_pg", "\"reason\":\"postgres_authentication\"");
            awaitState(runner, "good/slot_kafka", "\"reason\":\"kafka_authentication\"");
            awaitState(runner, "good/slot_store", "\"reason\":\"kafka_configuration\"");
            awaitState(runner, "good/slot_jaas", "\"reason\":\"kafka_configuration\"");
            engine.startProcess("p1");
            Await.until("a row", PATIENCE, () -> !runner.get("/metrics")
                    .body()
                    .contains("cdc_rows_total{operation=\"insert\",stream=\"good/slot_good\"} 0"));
            for (Canary token : List.of(TOKEN_WRONG, TOKEN)) {
                seen.append(runner.post("/streams/slot_good/restart", token.password())
                        .body());
            }
            for (String path : List.of(
                    "/", "/streams", "/streams/slot_good", "/metrics", "/health/live", "/health/ready", "/nowhere")) {
                seen.append(runner.get(path).body());
            }
            // The threads, with their names and stacks.
            runner.signal("QUIT");
            Await.until("a dump of the threads", PATIENCE, () -> runner.wholeOutput()
                    .contains("JNI global ref"));
            runner.signal("TERM");
            runner.awaitExit(PATIENCE);
            seen.append(runner.wholeOutput());
            assertThat(seen)
                    .as("the finest log of the driver, the client and ourselves")
                    .contains(
                            "outcome=token_wrong",
                            "outcome=accepted",
                            "FE=> StartupPacket",
                            "TRACE o.a.k.c.p.KafkaProducer",
                            "SCRAM",
                            "cdc_rows_total",
                            "d.c.");
            assertSilent(seen.toString());
        } finally {
            pg.dropDatabase(database);
        }
    }

    @Test
    void no_password_shows_when_the_configuration_is_broken() throws Exception {
        String good = config("nowhere");
        List<String> broken = List.of(
                good.replace("password = \"" + PG.password(), "password = " + PG.password() + "{"),
                good.replace("\"" + PG.password() + "\"", "[\"" + PG.password() + "\"]"),
                good.replace("username = canary", "usrname = canary"),
                good.replace(
                        "http.token = \"" + TOKEN.password(), "http.token = \"no blank allowed " + TOKEN.password()),
                good.replace("http.token", "http.tokn"),
                good.replace("password = \"" + PG.password(), "passwort = \"" + PG.password()),
                good.replace("sslpassword", "password"),
                good.replace("sasl.jaas.config", "sasl.jaas.confg"),
                good.replace("ssl.keystore.password", "ssl.keystore.passwort"),
                good + "\n\"" + STORE.password());
        for (String text : broken) {
            assertThat(text).isNotEqualTo(good);
            try (RunnerProcess runner = new RunnerProcess(text)) {
                assertThat(runner.runToEnd()).as(runner.output()).isEqualTo(2);
                assertSilent(runner.wholeOutput());
            }
        }
    }

    @Test
    void a_password_would_be_found_in_any_of_its_forms() {
        String plain = "\0user\0" + PG.password();
        assertThat(Stream.of(
                        PG.password(),
                        "canary%2Bpg%2Fsings",
                        Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)),
                        Base64.getEncoder().encodeToString(("u" + plain).getBytes(StandardCharsets.UTF_8)),
                        Base64.getEncoder().encodeToString(("uu" + plain).getBytes(StandardCharsets.UTF_8))))
                .allMatch(text -> !PG.foundIn("… " + text + "%7Eloud …").isEmpty());
        assertThat(PG.foundIn("canary")).isEmpty();
    }

    private static void assertSilent(String written) {
        for (Canary canary : ALL) {
            String form = canary.foundIn(written);
            int at = form.isEmpty() ? -1 : written.indexOf(form);
            assertThat(form)
                    .as(
                            "%s, at: %s",
                            canary, at < 0 ? "" : written.substring(Math.max(0, at - 300), at + form.length()))
                    .isEmpty();
        }
    }

    private static void awaitState(RunnerProcess runner, String stream, String part) {
        Await.until(stream + " to show " + part, PATIENCE, () -> Stream.of(
                        runner.get("/streams").body().split("\\{"))
                .anyMatch(one -> one.contains('"' + stream + '"') && one.contains(part)));
    }

    /** All loggers, those of java.util.logging included, which the driver uses. */
    private String finestLogging() throws IOException {
        Path logback = Files.writeString(
                folder.resolve("logback.xml"),
                """
                <configuration>
                  <appender name="stdout" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%level %logger{12} [%thread] %msg%n%ex{full}</pattern></encoder>
                  </appender>
                  <root level="TRACE"><appender-ref ref="stdout" /></root>
                </configuration>
                """);
        Path jul = Files.writeString(
                folder.resolve("logging.properties"),
                """
                handlers = java.util.logging.ConsoleHandler
                java.util.logging.ConsoleHandler.level = FINEST
                org.postgresql.level = FINEST
                sun.net.level = INFO
                .level = FINEST
                """);
        return "-Dlogback.configurationFile=" + logback + " -Djava.util.logging.config.file=" + jul;
    }

    private String config(String database) throws IOException {
        Map<String, String> streams =
                Map.of("slot_good", "good", "slot_kafka", "wrong", "slot_store", "store", "slot_jaas", "jaas");
        StringBuilder good = new StringBuilder();
        streams.forEach((slot, client) -> good.append(slot).append(namespace(slot, client)));
        return """
               cdc-notifier {
                 http.token = "%s"
                 databases {
                   good {
                     host = "127.0.0.1", port = %d, database = "%s", username = canary
                     password = "%s"
                     ssl { mode = verify-full, root-cert = "%s" }
                     properties { sslpassword = "%s" }
                   }
                   wrong {
                     host = "127.0.0.1", port = %d, database = "%s", username = canary
                     password-file = "%s"
                     ssl { mode = verify-full, root-cert = "%s" }
                   }
                 }
                 kafka-clients {
                   good { %s }
                   wrong { %s }
                   store {
                     %s
                     ssl.keystore.location = "%s", ssl.keystore.password = "%s", ssl.key.password = "%s"
                   }
                   jaas { %s }
                 }
                 progressor {
                   reconnect-timeout = 500 ms
                   streams { good { %s }, wrong { slot_pg %s } }
                 }
               }
               """
                .formatted(
                        TOKEN.password(),
                        pg.port(),
                        database,
                        PG.password(),
                        authority.certificate(),
                        PG_KEY.password(),
                        pg.port(),
                        database,
                        Files.writeString(folder.resolve("password"), PG_WRONG.password() + "\n"),
                        authority.certificate(),
                        client("password=\\\"" + KAFKA.password() + "\\\""),
                        client("password=\\\"" + KAFKA_WRONG.password() + "\\\""),
                        client("password=\\\"" + KAFKA.password() + "\\\""),
                        Files.writeString(folder.resolve("store.p12"), "no key store"),
                        STORE.password(),
                        KEY.password(),
                        client("password=\\\"x\\\" " + JAAS.password()),
                        good,
                        namespace("slot_pg", "good"));
    }

    private static String client(String login) {
        return """
               bootstrap.servers = "%s", security.protocol = SASL_SSL, sasl.mechanism = SCRAM-SHA-512
                     ssl.truststore.type = PEM, ssl.truststore.location = "%s"
                     sasl.jaas.config = "org.apache.kafka.common.security.scram.ScramLoginModule required username=canary %s;"
               """
                .formatted(kafka.bootstrapServers(), authority.certificate(), login);
    }

    private static String namespace(String slot, String client) {
        return " { \"canary/" + slot + "\" { kafka-client = " + client
                + ", eventsink-topic = events, lifecycle-topic = lifecycle } }\n";
    }
}
