package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.runner.config.HttpConfig;
import dev.cdcnotifier.runner.http.HttpEndpoints;
import dev.cdcnotifier.runner.http.StreamControl;
import dev.cdcnotifier.slot.HaltedRow;
import dev.cdcnotifier.slot.Lag;
import dev.cdcnotifier.slot.Progress;
import dev.cdcnotifier.slot.StreamActivity;
import dev.cdcnotifier.slot.StreamEvent;
import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.supervision.Failure;
import dev.cdcnotifier.supervision.FailureKind;
import dev.cdcnotifier.supervision.WorkerState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.WebElement;

/** What the live page makes of what the process says, in a real browser and with streams as a test wants them. */
@Timeout(180)
class StatusPageFiguresIT {

    private static final long MEBIBYTE = 1 << 20;

    private Browser browser;
    private HttpEndpoints http;

    @BeforeEach
    void openBrowser() {
        browser = Browser.start();
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.close();
        }
        if (http != null) {
            http.close();
        }
    }

    @Test
    void a_backlog_says_how_much_is_left_and_how_long_it_takes() throws Exception {
        long begun = System.nanoTime();
        open(() -> List.of(stream("main/a", new WorkerState.Streaming(), 1_000 * MEBIBYTE - fallen(begun, 10))));

        browser.awaitText(".backlog", " left; falls by ");
        assertThat(browser.text(".backlog"))
                .matches(
                        "Backlog: \\d+ MiB of \\d+ MiB left; falls by ([5-9]|1\\d)\\.\\d MiB/s, about \\d+ (s|min) left");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_backlog_that_grows_promises_no_end() throws Exception {
        long begun = System.nanoTime();
        open(() -> List.of(stream("main/a", new WorkerState.Streaming(), 100 * MEBIBYTE + fallen(begun, 2))));

        browser.awaitText(".backlog", " left; grows by ");
        assertThat(browser.text(".backlog")).doesNotContain("about");
    }

    @Test
    void what_the_process_says_is_text_whatever_it_holds() throws Exception {
        String name = "<b id=bold>main</b>/\"><img src=x onerror=document.title=1>";
        WorkerState state = new WorkerState.NeedsOperator(
                new Failure(
                        FailureKind.NEEDS_OPERATOR,
                        "slot_missing",
                        "<script>document.title=1</script>. Run: BEGIN; SELECT 'a; b', \"c; <i>d\"; COMMIT;"),
                true);
        open(() -> List.of(stream(name, state, 0)));

        browser.awaitText("h2", name);
        assertThat(browser.text(".text")).isEqualTo("<script>document.title=1</script>. Run:");
        assertThat(browser.text(".sql pre").lines())
                .containsExactly("BEGIN;", "SELECT 'a; b', \"c; <i>d\";", "COMMIT;");
        assertThat(browser.text("#attention")).isEqualTo("Not ready: " + name);
        assertThat(browser.all("#bold, #streams img, #streams i, #streams script"))
                .isEmpty();
        browser.click(".sql button");
        browser.awaitText(".sql button", "Copied");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_halted_row_is_told_in_fields_with_a_command_to_copy_for_each_way_on_and_its_runbook() throws Exception {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("process_id", "<b>p 1");
        facts.put("seq", "3");
        WorkerState state = new WorkerState.NeedsOperator(
                new Failure(
                        FailureKind.HALT,
                        "poison_row",
                        "a row cannot become a message",
                        new HaltedRow(new RowId(Lsn.parse("16/B374D848"), 3)),
                        facts,
                        List.of(
                                Remedy.action(Remedy.RESUME).to("try again"),
                                Remedy.action(Remedy.SKIP).to("give it up"),
                                Remedy.action(Remedy.SKIP_TRANSACTION).to("give all up"),
                                Remedy.setting("on-poison = dead-letter").to("keep them"))),
                false);
        open(() -> List.of(stream("my db/a", state, 0)));

        browser.awaitText(".facts", "process_id");
        assertThat(browser.text(".facts").lines()).containsExactly("process_id", "<b>p 1", "seq", "3");
        String url = "http://127.0.0.1:" + http.port();
        assertThat(browser.all(".remedies pre"))
                .extracting(WebElement::getText)
                .containsExactly(
                        "cdc-notifier resume 'my db/a' --url " + url,
                        "cdc-notifier skip 'my db/a' --url " + url + " --lsn 16/B374D848 --seq 3",
                        "cdc-notifier skip 'my db/a' --url " + url + " --lsn 16/B374D848 --transaction",
                        "on-poison = dead-letter");
        browser.click(".remedies button");
        browser.awaitText(".remedies button", "Copied");
        browser.click(".runbook a");
        browser.awaitText("pre", "# A poison row");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_lag_that_may_have_grown_since_is_told_as_a_least() throws Exception {
        Lag old = new Lag(OptionalLong.of(3 * MEBIBYTE), 90, Instant.now().minusSeconds(60), true);
        open(() -> List.of(stream("main/a", new WorkerState.Paused(), old)));
        browser.awaitText(".lag-bytes", "at least 3.0 MiB");
        assertThat(browser.text(".lag-seconds")).startsWith("90 s behind; PostgreSQL last answered ");
    }

    @Test
    void a_lag_that_is_not_known_is_not_told_as_none() throws Exception {
        open(() -> List.of(stream("main/a", new WorkerState.Starting(), Lag.UNKNOWN)));
        browser.awaitText(".lag-seconds", "not known yet");
        assertThat(browser.text(".lag-bytes")).isEqualTo("–");
    }

    @Test
    void a_stream_to_which_nothing_is_sent_shows_the_cause_and_what_to_run() throws Exception {
        WorkerState stalled = new WorkerState.Stalled("waiting_for_standby", "it waits for b. Run: SELECT 1;");
        open(() -> List.of(stream("main/a", stalled, 5 * MEBIBYTE)));
        browser.awaitText(".state", "Stalled");
        assertThat(browser.text(".message .reason")).isEqualTo("waiting_for_standby");
        assertThat(browser.text(".sql pre")).isEqualTo("SELECT 1;");
        assertThat(browser.text("#attention")).isEqualTo("Not ready: main/a");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void without_a_token_there_is_no_button() throws Exception {
        open(() -> List.of(stream("main/a", new WorkerState.Paused(), 0)));

        browser.awaitText("#control", "Control is off: no token is configured");
        assertThat(browser.all("[data-action]")).noneMatch(button -> button.isDisplayed());
    }

    private void open(Supplier<List<StreamStatus>> streams) throws Exception {
        http = HttpEndpoints.bind(new HttpConfig("127.0.0.1", 0, null));
        http.serve(streams, () -> "", new NothingToControl());
        browser.open("http://127.0.0.1:" + http.port() + "/");
    }

    private static long fallen(long begunNanos, long mebibytesPerSecond) {
        return (System.nanoTime() - begunNanos) * mebibytesPerSecond / 1_000 * MEBIBYTE / 1_000_000;
    }

    private static StreamStatus stream(String name, WorkerState state, long lagBytes) {
        return stream(name, state, new Lag(OptionalLong.of(lagBytes), 0, Instant.now(), false));
    }

    private static StreamStatus stream(String name, WorkerState state, Lag lag) {
        return new StreamStatus(
                name,
                "a",
                "127.0.0.1:5432/db",
                "at-least-once",
                state,
                Instant.now(),
                0,
                null,
                new Progress(Lsn.NONE, Lsn.NONE, Lsn.NONE, 0, 0, 0, Progress.NO_COMMIT),
                lag,
                new StreamActivity(0, 0, Map.of(), null, null, null),
                null);
    }

    private record NothingToControl() implements StreamControl {

        @Override
        public void pause(String stream) {
            throw new AssertionError(stream);
        }

        @Override
        public void resume(String stream) {
            throw new AssertionError(stream);
        }

        @Override
        public void restart(String stream) {
            throw new AssertionError(stream);
        }

        @Override
        public void skip(String stream, Lsn commitLsn, long ordinal) {
            throw new AssertionError(stream);
        }

        @Override
        public void skipTransaction(String stream, Lsn commitLsn) {
            throw new AssertionError(stream);
        }

        @Override
        public List<StreamEvent> events(String stream) {
            return List.of();
        }
    }
}
