package dev.cdcnotifier.runner.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.runner.config.ConfigFile;
import dev.cdcnotifier.runner.config.ConfigProblem;
import dev.cdcnotifier.runner.config.RunnerConfig;
import dev.cdcnotifier.runner.config.StreamConfig;
import dev.cdcnotifier.runner.imports.Finding.Kind;
import dev.cdcnotifier.runner.text.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SysConfigImportTest {

    private static final Path EXAMPLES = Path.of("src/test/resources/imports");

    @TempDir
    private Path folder;

    /** Written anew by -Dcdc.imports.write; then read what has changed. */
    @ParameterizedTest
    @ValueSource(strings = {"minimal", "full"})
    void an_example_becomes_the_configuration_and_the_report_beside_it(String name) throws Exception {
        Imported imported = SysConfigImport.read(EXAMPLES.resolve(name + ".sys.config"), false);
        String report = String.join("\n", ImportReport.lines(imported, true, Style.PLAIN)) + "\n";
        if (Boolean.getBoolean("cdc.imports.write")) {
            Files.writeString(EXAMPLES.resolve(name + ".conf"), imported.text());
            Files.writeString(EXAMPLES.resolve(name + ".report"), report);
        }

        assertThat(imported.text()).isEqualTo(Files.readString(EXAMPLES.resolve(name + ".conf")));
        assertThat(report).isEqualTo(Files.readString(EXAMPLES.resolve(name + ".report")));
        assertThat(imported.problems()).isEmpty();
        assertThat(imported.isWhole()).isEqualTo(name.equals("minimal"));
    }

    @Test
    void the_result_is_what_the_erlang_service_did() throws Exception {
        RunnerConfig config = load(SysConfigImport.read(EXAMPLES.resolve("minimal.sys.config"), true));

        assertThat(config.streams()).hasSize(1);
        StreamConfig stream = config.streams().get(0);
        assertThat(stream.name()).isEqualTo("progressor_db/cdc_slot_default");
        assertThat(stream.slot().value()).isEqualTo("cdc_slot_default");
        assertThat(stream.endpoint().displayName()).isEqualTo("postgres.example:5432/progressor_db");
        assertThat(stream.endpoint().username()).isEqualTo("progressor");
        assertThat(stream.endpoint().password().reveal()).isEqualTo("correct horse");
        assertThat(stream.options().resendTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(stream.options().maxRetries()).isEqualTo(3);
        assertThat(stream.options().reconnectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(stream.namespaces()).hasSize(1);
        assertThat(stream.namespaces().get(0).namespace()).isEqualTo("default/default");
        assertThat(stream.namespaces().get(0).eventsinkTopic()).isEqualTo("cdc_eventsink_topic");
        assertThat(stream.namespaces().get(0).lifecycleTopic()).isEqualTo("cdc_lifecycle_topic");
        assertThat(stream.kafkaClients().get("default_kafka_client"))
                .containsEntry("bootstrap.servers", "kafka1.example:9092,kafka2.example:9092");
    }

    @Test
    void what_the_streams_need_and_the_file_does_not_say_comes_as_stubs_to_fill_in() throws Exception {
        Path source = folder.resolve("sys.config");
        Files.writeString(
                source,
                """
                [{cdc_progressor, [{streams, #{orders_db => #{cdc_slot => #{<<"a/b">> =>
                    #{kafka_client => kafka_a, eventsink_topic => <<"e">>, lifecycle_topic => <<"l">>}}}}}]}].
                """);

        Imported imported = SysConfigImport.read(source, false);
        assertThat(imported.isWhole()).as("it cannot run as it is").isFalse();
        assertThat(imported.problems()).extracting(ConfigProblem::message).anyMatch(m -> m.contains("orders_db"));
        assertThat(imported.of(Kind.TO_DO))
                .extracting(Finding::remedy)
                .containsExactly(
                        "It is not said in epg_connector what orders_db is: fill in the stub of"
                                + " cdc-notifier.databases.orders_db.",
                        "It is not said in brod what kafka_a is: fill in the stub of cdc-notifier.kafka-clients.kafka_a.");

        assertThat(imported.text()).contains("#   host = \"\"");
        Imported filled = new Imported(
                imported.text()
                        .replaceAll(
                                "(?m)^( *)# (?=orders_db \\{|kafka_a \\{|  (host|port|database|username|password) |}$)",
                                "$1")
                        .replace("host = \"\"", "host = \"h\"")
                        .replace("database = \"\"", "database = \"d\"")
                        .replace("username = \"\"", "username = \"u\"")
                        .replace("servers = \"\"", "servers = \"k:9092\""),
                List.of(),
                List.of(),
                List.of());
        RunnerConfig config = load(filled);
        assertThat(config.streams()).extracting(StreamConfig::name).containsExactly("orders_db/cdc_slot");
        assertThat(config.streams().get(0).endpoint().displayName()).isEqualTo("h:5432/d");
    }

    @Test
    void a_file_without_streams_gets_a_stub_of_one_and_does_not_count_as_whole() throws Exception {
        Path source = folder.resolve("sys.config");
        Files.writeString(source, "[{cdc_notifier, [{port, 8022}]}].");

        Imported imported = SysConfigImport.read(source, false);
        assertThat(imported.isWhole()).isFalse();
        assertThat(imported.text()).contains("# progressor_db {", "# default_kafka_client {", "# progressor.streams {");
        assertThat(imported.of(Kind.TO_DO)).hasSize(3);
    }

    @Test
    void a_password_is_copied_only_on_request() throws Exception {
        Path full = EXAMPLES.resolve("full.sys.config");
        List<String> secrets = List.of("p4yments", "k4fka");

        Imported without = SysConfigImport.read(full, false);
        String all = without.text() + ImportReport.lines(without, true, Style.PLAIN) + without;
        assertThat(secrets).noneMatch(all::contains);
        assertThat(without.variables())
                .contains("PAYMENTS_DB_PASSWORD", "PAYMENTS_KAFKA_PASSWORD", "WALLETS_PASSWORD", "ZONE");

        Imported with = SysConfigImport.read(full, true);
        assertThat(with.text())
                .contains("password = \"p4yments \\\"secret\\\"\"")
                .contains("username=\\\"cdc\\\" password=\\\"k4fka \\\\\\\\ secret\\\";\"");
        assertThat(String.join("\n", ImportReport.lines(with, true, Style.PLAIN)))
                .doesNotContain("p4yments", "k4fka");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            "${PW:-secret}"  | PW
            ${PW:-secret}    | PW
            "secret-${PW}"   | DB_PASSWORD
            "${PW}"          | PW
            """)
    void what_stands_for_a_variable_or_around_it_is_a_password_too(String password, String variable) throws Exception {
        Imported database = read("[{epg_connector, [{databases, #{db => #{password => " + password + "}}}]}].");
        Imported kafka = read("[{brod, [{clients, [{db, [{sasl, {plain, \"u\", " + password + "}}]}]}]}].");
        for (Imported imported : List.of(database, kafka)) {
            assertThat(imported.text() + ImportReport.lines(imported, true, Style.PLAIN))
                    .doesNotContain("secret");
            assertThat(imported.variables()).containsExactly(variable);
        }
        assertThat(database.text()).contains("password = ${?" + variable + "}");
        assertThat(kafka.text()).contains("password=\\\"\"${" + variable + "}\"\\\";\"");
    }

    @Test
    void a_line_end_in_a_name_begins_no_line_in_the_result_or_the_report() throws Exception {
        Imported imported =
                read("[{epg_connector, [{databases, #{'a\\nevil = 1' => #{database => d}}}, {'b\\nevil', 1}]}].");
        assertThat(imported.text().lines()).noneMatch(line -> line.startsWith("evil"));
        assertThat(ImportReport.lines(imported, true, Style.PLAIN)).noneMatch(line -> line.contains("\n"));
        assertThat(imported.problems())
                .extracting(ConfigProblem::message)
                .noneMatch(message -> message.contains("newline"));
    }

    @Test
    void a_placeholder_of_a_template_and_another_file_are_not_translated() throws Exception {
        Imported imported =
                read("[{epg_connector, [{databases, #{db => #{host => \"{{ pg_host }}\"}}}]}, \"other.config\"].");
        assertThat(imported.text()).doesNotContain("pg_host");
        assertThat(ImportReport.lines(imported, false, Style.PLAIN))
                .contains(
                        "  epg_connector.databases.db.host (line 1): holds {{…}}, which a template has not filled in yet",
                        "  the file (line 1): names another file, which is not read: put what it holds into this one");
        assertThat(imported.isWhole()).isFalse();
    }

    @Test
    void the_name_of_a_variable_is_never_that_of_two_passwords() throws Exception {
        Imported imported =
                read("[{epg_connector, [{databases, #{'a-b' => #{password => \"1\"}, a_b => #{password => \"2\"},"
                        + " 'A.B' => #{password => \"3\"}}}]}].");
        assertThat(imported.variables()).containsExactly("A_B_PASSWORD", "A_B_PASSWORD_2", "A_B_PASSWORD_3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            host => "${HOST}"              | host = ${?HOST}
            host => "pg.${ZONE}"           | host = "pg."${ZONE}
            host => <<"pg">>               | host = "pg"
            host => {127,0,0,1}            | host = "127.0.0.1"
            port => ${PORT:-5433}          | port = ${?PORT}
            port => "${PORT}"              | port = ${?PORT}
            timeout => 5000                | properties.connectTimeout = 5
            timeout => 1                   | properties.connectTimeout = 1
            ssl => true                    | mode = prefer
            ssl => required                | mode = require
            ssl => required, ssl_opts => [{verify, verify_none}, {cacertfile, "ca.pem"}] | mode = require
            ssl => true, ssl_opts => [{cacertfile, "ca.pem"}] | mode = verify-ca
            ssl => required, host => "pg", ssl_opts => [{verify, verify_peer}, {server_name_indication, "pg"}] | mode = verify-full
            ssl => required, host => "pg", ssl_opts => [{verify, verify_peer}, {server_name_indication, "other"}] | mode = verify-ca
            ssl => required, ssl_opts => #{verify => verify_peer, server_name_indication => disable} | mode = verify-ca
            """)
    void options_of_a_database_become_ours(String options, String line) throws Exception {
        Imported imported = read("[{epg_connector, [{databases, #{db => #{" + options + "}}}]}].");
        assertThat(imported.text().lines().map(SysConfigImportTest::withoutComment))
                .contains(line);
        assertThat(imported.of(Kind.NOT_TRANSLATED)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {endpoints, [{{127,0,0,1}, 9092}]}                     | bootstrap.servers = "127.0.0.1:9092"
            {endpoints, [{"${HOST}", ${PORT}}]}                    | bootstrap.servers = ${HOST}":"${PORT}
            {config, [{client_id, "cdc"}]}                         | client.id = "cdc"
            {ssl, true}                                            | security.protocol = SSL
            {ssl, true}, {sasl, {plain, "u", "p"}}                 | security.protocol = SASL_SSL
            {sasl, {plain, "u", "p"}}                              | sasl.mechanism = PLAIN
            {sasl, {scram_sha_256, "u", "${P}"}}                   | sasl.jaas.config = "org.apache.kafka.common.security.scram.ScramLoginModule required username=\\"u\\" password=\\""${P}"\\";"
            {ssl, [{cacertfile, "ca.pem"}]}                        | ssl.truststore.location = "ca.pem"
            {ssl, [{certfile, "both.pem"}]}                        | ssl.keystore.location = "both.pem"
            {default_producer_config, [{compression, no_compression}]} | compression.type = none
            """)
    void options_of_a_kafka_client_become_properties(String options, String line) throws Exception {
        Imported imported = read("[{brod, [{clients, [{c, [" + options + "]}]}]}].");
        assertThat(imported.text().lines().map(SysConfigImportTest::withoutComment))
                .contains(line);
        assertThat(imported.of(Kind.NOT_TRANSLATED)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            [{epg_connector, [{databases, ${DATABASES}}]}].           | epg_connector.databases          | comes as a whole from the environment
            [{epg_connector, [{databases, #{db => 5}}]}].             | epg_connector.databases.db       | is neither a map nor a list
            [{epg_connector, [{databases, #{db => [5]}}]}].           | epg_connector.databases.db       | holds something that is not {Key, Value}
            [{epg_connector, [{databases, #{5 => #{}}}]}].            | epg_connector.databases          | has a key that is neither a name nor a text
            [{epg_connector, [{databases, #{db => #{port => 1.5}}}]}]. | epg_connector.databases.db.port | is not a text
            [{epg_connector, [{databases, #{db => #{port => "x"}}}]}]. | epg_connector.databases.db.port | is not a whole number
            [{epg_connector, [{databases, #{db => #{host => "a${B:-c}"}}}]}]. | epg_connector.databases.db.host | has a default for B inside of a longer value, which cannot be written here
            [{epg_connector, [{databases, #{db => #{host => <<255>>}}}]}]. | epg_connector.databases.db.host | is not a text
            [{epg_connector, [{databases, #{db => #{host => {1,2}}}}]}]. | epg_connector.databases.db.host | is not an address
            [{epg_connector, [{databases, #{db => #{ssl => maybe}}}]}]. | epg_connector.databases.db.ssl | is not true, false or required
            [{brod, [{clients, [{c, [{endpoints, []}]}]}]}].          | brod.clients.c.endpoints         | is empty
            [{brod, [{clients, [{c, [{endpoints, [kafka]}]}]}]}].     | brod.clients.c.endpoints         | is not a list of {Host, Port}
            [{brod, [{clients, [{c, [{sasl, {plain, "/run/login"}}]}]}]}]. | brod.clients.c.sasl | is not {plain, scram_sha_256 or scram_sha_512, User, Password}
            [{brod, [{clients, [{c, [{ssl, [{certfile, "a"}, {keyfile, "b"}]}]}]}]}]. | brod.clients.c.ssl.certfile | certificate and key are in two files, and Kafka's client wants them in one
            [{brod, [{clients, [{c, [{ssl, [{verify, verify_none}]}]}]}]}]. | brod.clients.c.ssl.verify | the brokers' certificates are always checked
            [{brod, [{clients, [{c, [{default_producer_config, [{compression, brotli}]}]}]}]}]. | brod.clients.c.default_producer_config.compression | is a compression that Kafka's client does not have
            [{cdc_progressor, [{max_retries, 3}, {max_retries, 4}]}]. | cdc_progressor.max_retries       | stands there twice, and the first one counts
            [{cdc_progressor, [{streams, #{db => #{"s" => #{n => #{kafka_client => ${C}}}}}}]}]. | cdc_progressor.streams.db.s.n.kafka_client | is a name that comes from the environment
            [{canal, []}].                                            | canal                            | a client of Vault
            [{somebody, []}].                                         | somebody                         | has no counterpart that is known here
            ["other.config"].                                         | ``                               | names another file, which is not read: put what it holds into this one
            {a, b, c}.                                                | ``                               | is neither a map nor a list
            """)
    void what_cannot_be_translated_is_listed_with_its_place_and_why(String text, String path, String why)
            throws Exception {
        Imported imported = read(text);
        assertThat(imported.isWhole()).isFalse();
        assertThat(imported.of(Kind.NOT_TRANSLATED)).anySatisfy(finding -> {
            assertThat(finding.path()).isEqualTo(path);
            assertThat(finding.message()).isEqualTo(why);
            assertThat(finding.remedy()).isNotBlank();
            assertThat(finding.line()).isEqualTo(1);
        });
    }

    @Test
    void what_the_runner_would_not_take_is_told_with_the_line_of_the_result() throws Exception {
        String text = Files.readString(EXAMPLES.resolve("minimal.sys.config"))
                .replace("max_retries, 3", "max_retries, -3")
                .replace("kafka_client => default_kafka_client", "kafka_client => default_kafka_clint")
                .replace("<<\"cdc_lifecycle_topic\">>", "<<\"no topic\">>");

        Imported imported = read(text);

        assertThat(imported.isWhole()).isFalse();
        assertThat(imported.problems())
                .extracting(ConfigProblem::message)
                .satisfiesExactly(
                        message -> assertThat(message).startsWith("must be a whole number from 0 to"),
                        message -> assertThat(message).contains("did you mean \"default_kafka_client\"?"),
                        message -> assertThat(message).contains("must be 1 to 249 letters"));
        List<String> lines = imported.text().lines().toList();
        assertThat(imported.problems()).allSatisfy(problem -> {
            String key = problem.path().substring(problem.path().lastIndexOf('.') + 1);
            assertThat(lines.get(problem.line() - 1)).contains(key + " = ");
        });
    }

    @Test
    void a_file_that_is_not_there_or_not_erlang_says_so_in_one_line() throws IOException {
        assertThatThrownBy(() -> SysConfigImport.read(folder.resolve("nowhere"), false))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessage(folder.resolve("nowhere") + ": does not exist");
        assertThatThrownBy(() -> SysConfigImport.read(folder, false))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("cannot be read");
        Path file = Files.writeString(folder.resolve("sys.config"), "[\n {a, b}\n {c, d}\n].");
        assertThatThrownBy(() -> SysConfigImport.read(file, false))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageStartingWith(file + ":3:2: \",\" or \"]\" is expected here");
    }

    private Imported read(String text) throws Exception {
        Path file = Files.createTempFile(folder, "sys", ".config");
        return SysConfigImport.read(Files.writeString(file, text), false);
    }

    private RunnerConfig load(Imported imported) throws Exception {
        return ConfigFile.load(Files.writeString(folder.resolve("cdc.conf"), imported.text()));
    }

    private static String withoutComment(String line) {
        return line.replaceFirst("  # line \\d+$", "").strip();
    }
}
