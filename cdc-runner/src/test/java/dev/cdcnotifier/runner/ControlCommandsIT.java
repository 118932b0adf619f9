package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.runner.command.RootCommand;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import dev.cdcnotifier.testkit.TopicReader;
import dev.cdcnotifier.testkit.progressor.ProgressorSimulator;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** status, pause, resume, restart and skip against a real process. */
@Timeout(300)
class ControlCommandsIT {

    private static final int MAJOR = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOKEN = "the-token-of-the-commands";
    private static final Pattern SKIP =
            Pattern.compile("cdc-notifier (skip main/cdc_slot --url \\S+ --lsn \\S+ --seq \\d+)\n");

    private final PgServer pg = PgServers.shared(MAJOR);
    private String database;
    private KafkaBroker kafka;
    private ProgressorSimulator engine;
    private RunnerProcess runner;
    private String output = "";

    @TempDir
    private Path folder;

    private Path tokenFile;

    @BeforeEach
    void start() throws Exception {
        tokenFile = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        database = pg.createDatabase();
        kafka = KafkaBroker.start();
        RunnerIT.createTopics(kafka);
        engine = RunnerIT.engine(pg, database);
        runner = new RunnerProcess(RunnerIT.config(pg.port(), database, kafka.bootstrapServers())
                + "\ncdc-notifier.http.token-file = \"" + tokenFile + "\"\n");
        runner.start();
        runner.awaitStatus("/health/ready", 200);
    }

    @AfterEach
    void stop() throws Exception {
        try (AutoCloseable ignored1 = kafka;
                AutoCloseable ignored2 = engine;
                AutoCloseable ignored3 = runner) {
            // Each is closed, also when another cannot be.
        }
        pg.dropDatabase(database);
    }

    @Test
    void a_stream_is_paused_resumed_and_restarted_and_each_waits_until_it_is_so() throws Exception {
        assertThat(execute("status")).isZero();
        assertThat(output).startsWith("STREAM         STATE      REASON").contains("\nmain/cdc_slot  STREAMING  -");

        assertThat(control("pause cdc_slot")).isZero();
        assertThat(output).isEqualTo("main/cdc_slot: pause accepted\nmain/cdc_slot: PAUSED\n");
        assertThat(execute("status")).isEqualTo(1);
        assertThat(output).contains("main/cdc_slot  PAUSED", "\nmain/cdc_slot: ");
        assertThat(execute("status --json nowhere")).isEqualTo(2);
        assertThat(output)
                .contains("there is no stream \"nowhere\" at " + runner.url() + "; there is main/cdc_slot")
                .hasLineCount(1);
        assertThat(control("pause man/cdc_slot")).isEqualTo(2);
        assertThat(output).contains("; did you mean \"main/cdc_slot\"?").hasLineCount(1);
        assertThat(execute("status --json main/cdc_slot")).isEqualTo(1);
        assertThat(output).startsWith("[{\"stream\":\"main/cdc_slot\"").contains("\"state\":\"PAUSED\"");

        assertThat(control("resume main/cdc_slot")).isZero();
        assertThat(output).endsWith("main/cdc_slot: STREAMING\n");
        assertThat(control("restart --slot cdc_slot")).isZero();
        assertThat(output).isEqualTo("main/cdc_slot: restart accepted\nmain/cdc_slot: STREAMING\n");
        engine.startProcess("p1");
        try (TopicReader reader = RunnerIT.reader(kafka)) {
            assertThat(reader.readCount(2, PATIENCE)).hasSize(2);
        }
    }

    @Test
    void a_wrong_token_and_none_are_refused_in_one_line_and_nothing_is_done() throws Exception {
        assertThat(execute("pause --slot cdc_slot --token not-the-token")).isEqualTo(1);
        assertThat(output).isEqualTo("cdc-notifier: " + runner.url() + ": the token is wrong\n");
        assertThat(execute("pause --slot cdc_slot --token-file " + folder.resolve("none")))
                .isEqualTo(1);
        assertThat(output)
                .startsWith("cdc-notifier: the file of the token cannot be read")
                .hasLineCount(1);
        assertThat(execute("pause --slot cdc_slot")).isEqualTo(1);
        assertThat(output).startsWith("cdc-notifier: a token is needed").hasLineCount(1);
        assertThat(execute("status")).isZero();
    }

    @Test
    void the_row_that_a_stream_has_stopped_at_is_shown_and_skipped_and_the_next_stops_it_anew() throws Exception {
        assertThat(control("skip --slot cdc_slot --lsn 0/1 --seq 1 --yes")).isEqualTo(1);
        assertThat(output)
                .isEqualTo(
                        "cdc-notifier: main/cdc_slot has not stopped at a row that can be skipped: it is STREAMING\n");

        engine.startProcess("p1");
        StatusPageIT.insertPoison(pg, database, "p1", 77);
        StatusPageIT.insertPoison(pg, database, "p1", 78);
        Await.until("a halt", PATIENCE, () -> runner.get("/streams").body().contains("\"haltedAt\""));
        String first = skipOfStatus();
        assertThat(control(first)).isEqualTo(1);
        assertThat(output)
                .contains("main/cdc_slot: a row cannot become a message: ", "\n  process_id  p1\n  event_id    77\n")
                .contains("cdc-notifier: there is no terminal to ask at: add --yes to skip row 1 of transaction ");
        assertThat(control(first.replace("--seq 1", "--seq 2") + " --yes")).isEqualTo(2);
        assertThat(output).startsWith("cdc-notifier skip: main/cdc_slot has stopped at another row: --lsn ");
        assertThat(control("skip cdc_slot --lsn 0/1 --transaction --yes")).isEqualTo(2);

        assertThat(control(first + " --yes")).isEqualTo(1);
        assertThat(output)
                .contains("main/cdc_slot: skip of row 1 of transaction ", " accepted\n")
                .contains("\n  event_id    78\n", "cdc-notifier: main/cdc_slot stopped: poison_row\n");
        assertThat(control(skipOfStatus() + " --yes")).isZero();
        assertThat(output).endsWith("main/cdc_slot: STREAMING\n");
        engine.call("p1", 1);
        try (TopicReader reader = RunnerIT.reader(kafka)) {
            assertThat(reader.readCount(3, PATIENCE)).hasSize(3);
        }
    }

    @Test
    void twenty_bad_rows_of_one_transaction_are_skipped_by_the_command_that_status_prints() throws Exception {
        engine.startProcess("p1");
        StatusPageIT.insertPoison(pg, database, "p1", 100, 119);
        Await.until("a halt", PATIENCE, () -> runner.get("/streams").body().contains("\"haltedAt\""));
        assertThat(control(skipOfStatus().replaceFirst("--seq \\d+", "--transaction") + " -y"))
                .isZero();
        assertThat(output)
                .contains("skip of every row that cannot be sent of transaction ")
                .endsWith("main/cdc_slot: STREAMING\n");
        String log = runner.wholeOutput();
        for (int event = 100; event < 120; event++) {
            assertThat(log)
                    .containsPattern("row skipped on an operator's word, .* namespace=\\S+ process_id=p1 event_id="
                            + event + " ");
        }
        assertThat(log).containsPattern("control .* action=skip-transaction .* process_id=p1 event_id=100 ");

        assertThat(execute("describe cdc_slot")).isZero();
        assertThat(output)
                .contains("poison_row", "skip-transaction", "row_skipped")
                .contains("\nFIGURE ", "\nrestarts ");
        assertThat(execute("describe cdc_slot -o wide")).isZero();
        assertThat(output).contains("process_id=p1 event_id=119 ");
        assertThat(execute("describe cdc_slot -o json")).isZero();
        assertThat(output).startsWith("{\"stream\":\"main/cdc_slot\"").contains("\"events\":[{");
        assertThat(execute("status -o wide")).isZero();
        assertThat(output).contains("DATABASE").contains("/" + database);
    }

    /** What status says to run. */
    private String skipOfStatus() {
        assertThat(execute("status")).isEqualTo(1);
        Matcher skip = SKIP.matcher(output);
        assertThat(skip.find()).as(output).isTrue();
        return skip.group(1);
    }

    private int control(String line) {
        return execute(line + " --token-file " + tokenFile);
    }

    /** Both streams' text is in {@link #output} then. */
    private int execute(String line) {
        StringWriter written = new StringWriter();
        PrintWriter writer = new PrintWriter(written, true);
        Stream<String> address = line.contains("--url") ? Stream.of() : Stream.of("--url", runner.url());
        String[] words = Stream.concat(Arrays.stream(line.split(" ")), address).toArray(String[]::new);
        int exitCode = RootCommand.execute(writer, writer, words);
        output = written.toString();
        return exitCode;
    }
}
