package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import dev.cdcnotifier.testkit.TopicReader;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import dev.cdcnotifier.testkit.progressor.ProgressorSimulator;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The live page of a real process in a real browser, clicked as an operator does. */
@Timeout(300)
class StatusPageIT {

    private static final int MAJOR = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOKEN = "the-token-of-the-page";

    private final PgServer pg = PgServers.shared(MAJOR);
    private Browser browser;
    private String database;
    private KafkaBroker kafka;
    private ProgressorSimulator engine;
    private RunnerProcess runner;

    @BeforeEach
    void open() throws Exception {
        browser = Browser.start();
        database = pg.createDatabase();
        kafka = KafkaBroker.start();
        RunnerIT.createTopics(kafka);
        engine = RunnerIT.engine(pg, database);
        runner = new RunnerProcess(RunnerIT.config(pg.port(), database, kafka.bootstrapServers())
                + "\ncdc-notifier.http.token = \"" + TOKEN + "\"\n");
        runner.start();
        runner.awaitStatus("/health/ready", 200);
        browser.open(runner.url() + "/");
        awaitState("STREAMING");
    }

    @AfterEach
    void close() throws Exception {
        if (browser == null) {
            return;
        }
        browser.close();
        if (runner != null) {
            runner.close();
        }
        if (engine != null) {
            engine.close();
        }
        if (kafka != null) {
            kafka.close();
        }
        if (database != null) {
            pg.dropDatabase(database);
        }
    }

    @Test
    void who_has_the_token_pauses_a_stream_and_lets_it_go_on() throws Exception {
        try (TopicReader reader = RunnerIT.reader(kafka)) {
            engine.startProcess("p1");
            reader.readCount(2, PATIENCE);

            browser.click("[data-action=pause]");
            giveToken("not-the-token-of-the-page");
            browser.awaitText(".outcome", "Pause: refused, the token is wrong");
            assertThat(browser.find("article").getDomAttribute("data-state")).isEqualTo("STREAMING");

            browser.click("[data-action=pause]");
            giveToken(TOKEN);
            browser.awaitText(".outcome", "Pause: accepted");
            awaitState("PAUSED");
            browser.awaitText(".message", "paused");
            engine.call("p1", 3);
            assertThat(sessions()).isZero();
            assertThat(reader.readToEnd(PATIENCE)).hasSize(2);

            browser.click("[data-action=resume]");
            awaitState("STREAMING");
            reader.readCount(5, PATIENCE);
            browser.click("summary");
            browser.awaitText(".more", "Messages to cdc_eventsink_topic");
            browser.await("the rate to move", () -> {
                engine.call("p1", 1);
                return !browser.text(".rate-rows").startsWith("0 ");
            });
        }
        assertThat(runner.wholeOutput())
                .contains("control who=127.0.0.1 action=pause stream=unknown outcome=token_wrong")
                .contains("control who=127.0.0.1 action=pause stream=main/cdc_slot outcome=accepted")
                .doesNotContain(TOKEN);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_token_that_no_request_can_carry_is_not_taken() {
        browser.click("[data-action=pause]");
        giveToken("\u043a\u043b\u044e\u0447-of-the-page");
        assertThat(browser.find("#ask-token").isDisplayed()).isTrue();
        assertThat(browser.all("#token:invalid")).hasSize(1);
        assertThat(browser.find("article .outcome").isDisplayed()).isFalse();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_poison_row_is_named_and_a_click_passes_over_it() throws Exception {
        engine.startProcess("p1");
        insertPoison(pg, database, "p1", 77);
        awaitState("NEEDS_OPERATOR");
        browser.awaitText(".message", "poison_row");
        assertThat(browser.text(".message")).contains("p1", "77");
        assertThat(browser.text("#attention")).contains("main/cdc_slot");

        browser.click("[data-action=skip]");
        browser.awaitSeen("#ask-skip");
        assertThat(browser.text("#ask-skip")).contains("main/cdc_slot", "p1", "77");
        browser.click("#ask-skip .danger");
        giveToken(TOKEN);
        awaitState("STREAMING");
        try (TopicReader reader = RunnerIT.reader(kafka)) {
            engine.call("p1", 1);
            assertThat(reader.readCount(3, PATIENCE)).hasSize(3);
        }
        assertThat(browser.all("[data-action=skip]")).noneMatch(button -> button.isDisplayed());
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_process_that_is_gone_is_said_and_since_when_the_figures_are_old() {
        runner.signal("TERM");
        runner.awaitExit(PATIENCE);
        browser.awaitText("#lost", "No connection to the process.");
        browser.awaitText("#lost", "All figures are from ");
        browser.await("an age of some seconds", () -> browser.text("#lost").matches("(?s).* ([2-9]|\\d\\d) s ago.*"));

        runner.start();
        browser.await("the connection again", () -> !browser.find("#lost").isDisplayed());
        awaitState("STREAMING");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void every_button_and_chart_has_a_name_for_who_cannot_see_it() {
        assertThat(browser.all("article button[data-action]"))
                .isNotEmpty()
                .filteredOn(button -> button.isDisplayed())
                .extracting(button -> button.getAccessibleName())
                .containsExactly("Pause: main/cdc_slot", "Restart: main/cdc_slot");
        browser.await("the charts' words", () -> browser.all("figure svg").stream()
                .allMatch(chart -> chart.getAccessibleName().contains(", highest ")));
        assertThat(browser.find("article").getAccessibleName()).isEqualTo("main/cdc_slot");
    }

    private void giveToken(String token) {
        browser.type("#token", token);
        browser.click("#ask-token .strong");
    }

    private void awaitState(String state) {
        browser.awaitSeen("article[data-state=" + state + "]");
    }

    /** How many read from the slot. */
    private long sessions() throws SQLException {
        try (Connection connection = pg.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM pg_replication_slots WHERE active AND database = current_database()")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** An event whose payload is none. */
    static void insertPoison(PgServer pg, String database, String processId, int eventId) throws SQLException {
        insertPoison(pg, database, processId, eventId, eventId);
    }

    /** Rows with these event ids, in one transaction. */
    static void insertPoison(PgServer pg, String database, String processId, int first, int last) throws SQLException {
        EngineTables tables = new EngineTables("default/default");
        try (Connection connection = pg.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO " + tables.table("events")
                    + " (process_id, task_id, event_id, payload) SELECT '" + processId
                    + "', max(task_id), event_id, 'not a term' FROM "
                    + tables.table("tasks") + ", generate_series(" + first + ", " + last
                    + ") event_id GROUP BY event_id ORDER BY event_id");
        }
    }
}
