package dev.cdcnotifier.runner.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.runner.config.HttpConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class StreamControlTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String TOKEN = "a-token-of-the-test";
    private static final Logger AUDIT = (Logger) LoggerFactory.getLogger("dev.cdcnotifier.audit");

    private final ListAppender<ILoggingEvent> audit = new ListAppender<>();
    private final RecordedControl control = new RecordedControl();
    private HttpEndpoints http;
    private volatile boolean halted;

    @TempDir
    private Path folder;

    @BeforeEach
    void serve() throws Exception {
        audit.start();
        AUDIT.addAppender(audit);
        serve(new Secret(TOKEN));
    }

    private void serve(Secret token) throws Exception {
        if (http != null) {
            http.close();
        }
        http = HttpEndpoints.bind(new HttpConfig("127.0.0.1", 0, token));
        http.serve(
                () -> List.of(
                        halted ? Statuses.halted("main/slot_a") : Statuses.of("main/slot_a"),
                        Statuses.of("main/slot_b"),
                        Statuses.of("other/slot_b")),
                () -> "",
                control);
    }

    @AfterEach
    void close() {
        AUDIT.detachAppender(audit);
        http.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/streams/slot_a/pause, pause main/slot_a",
        "/streams/main/slot_a/resume, resume main/slot_a",
        "/streams/main%2Fslot_a/restart, restart main/slot_a",
        "/streams/other/slot_b/skip?lsn=16/B374D848&seq=3, skip other/slot_b 16/B374D848 3",
        "/streams/other/slot_b/skip?lsn=16%2FB374D848&seq=3, skip other/slot_b 16/B374D848 3",
        "/streams/other/slot_b/skip-transaction?lsn=16/B374D848, skip-transaction other/slot_b 16/B374D848",
    })
    void who_has_the_token_controls_a_stream(String path, String asked) throws Exception {
        HttpResponse<String> response = post(path, "Bearer " + TOKEN);

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.body()).startsWith("{\"stream\":\"" + asked.split(" ")[1] + "\"");
        assertThat(control.asked()).containsExactly(asked);
        assertThat(audited())
                .singleElement()
                .asString()
                .endsWith("outcome=accepted")
                .contains(" who=127.0.0.1 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer a-token-of-the-tes",
                "Bearer a-token-of-the-test2",
                "Bearer A-TOKEN-OF-THE-TEST",
                "Basic a-token-of-the-test",
                "a-token-of-the-test"
            })
    void any_other_token_is_401_and_nothing_is_done(String authorization) throws Exception {
        HttpResponse<String> response = post("/streams/slot_a/pause", authorization);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"cdc-notifier\"");
        assertThat(response.body()).doesNotContain(TOKEN);
        assertThat(control.asked()).isEmpty();
        assertThat(audited())
                .singleElement()
                .asString()
                .contains("outcome=token_")
                .doesNotContain("a-token");
    }

    @Test
    void no_token_configured_is_403_for_everybody_and_says_what_to_set() throws Exception {
        serve(null);

        HttpResponse<String> response = post("/streams/slot_a/pause", "Bearer " + TOKEN);

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("cdc-notifier.http.token");
        assertThat(control.asked()).isEmpty();
        assertThat(get("/streams").headers().firstValue("Cdc-Control")).contains("off");
    }

    @Test
    void a_token_in_a_file_is_read_at_each_request() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        serve(Secret.inFile(file));

        assertThat(post("/streams/slot_a/pause", "Bearer " + TOKEN).statusCode())
                .isEqualTo(202);
        Files.writeString(file, "another-token-since\n");
        assertThat(post("/streams/slot_a/pause", "Bearer " + TOKEN).statusCode())
                .isEqualTo(401);
        assertThat(post("/streams/slot_a/pause", "Bearer another-token-since").statusCode())
                .isEqualTo(202);
        Files.writeString(file, "\n");
        assertThat(post("/streams/slot_a/pause", "Bearer x").statusCode()).isEqualTo(503);
        Files.delete(file);
        assertThat(post("/streams/slot_a/pause", "Bearer " + TOKEN).statusCode())
                .isEqualTo(503);
        assertThat(control.asked()).hasSize(2);
    }

    @Test
    void an_unknown_stream_is_404_and_does_not_get_into_the_log() throws Exception {
        HttpResponse<String> response = post("/streams/no%0Asuch/pause", "Bearer " + TOKEN);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("there are: main/slot_a, main/slot_b, other/slot_b");
        assertThat(audited())
                .containsExactly("control who=127.0.0.1 action=pause stream=unknown outcome=unknown_stream");
    }

    @Test
    void a_slot_of_several_databases_is_409_and_names_the_streams() throws Exception {
        HttpResponse<String> response = post("/streams/slot_b/pause", "Bearer " + TOKEN);

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.body()).contains("name one of: main/slot_b, other/slot_b\"");
        assertThat(control.asked()).isEmpty();
    }

    @Test
    void what_cannot_be_done_now_is_409_with_the_reason() throws Exception {
        control.failWith(new IllegalStateException("the stream is not halted at a row"));

        HttpResponse<String> response = post("/streams/slot_a/skip?lsn=0/1&seq=0", "Bearer " + TOKEN);

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.body()).isEqualTo("{\"error\":\"the stream is not halted at a row\"}\n");
        assertThat(audited())
                .containsExactly(
                        "control who=127.0.0.1 action=skip stream=main/slot_a lsn=0/1 seq=0 outcome=not_possible");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?lsn=0/1", "?seq=1", "?lsn=x&seq=1", "?lsn=0/1&seq=x", "?lsn=0/1&seq=", "?&&="})
    void a_skip_without_its_row_is_400(String query) throws Exception {
        assertThat(post("/streams/slot_a/skip" + query, "Bearer " + TOKEN).statusCode())
                .isEqualTo(400);
        assertThat(control.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?lsn=x", "?seq=1"})
    void a_skip_of_a_transaction_that_is_not_named_is_400(String query) throws Exception {
        assertThat(post("/streams/slot_a/skip-transaction" + query, "Bearer " + TOKEN)
                        .statusCode())
                .isEqualTo(400);
        assertThat(control.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"skip?lsn=16/B374D848&seq=3", "skip-transaction?lsn=16/B374D848"})
    void the_audit_line_of_a_skip_names_the_row(String path) throws Exception {
        halted = true;
        assertThat(post("/streams/slot_a/" + path, "Bearer " + TOKEN).statusCode())
                .isEqualTo(202);
        assertThat(audited()).singleElement().asString().endsWith(" process_id=p1 event_id=7 outcome=accepted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"skip?lsn=16/B374D848&seq=4", "skip?lsn=16/B374D849&seq=3", "skip-transaction?lsn=0/1"})
    void the_audit_line_of_a_skip_of_another_row_names_none(String path) throws Exception {
        halted = true;
        post("/streams/slot_a/" + path, "Bearer " + TOKEN);
        assertThat(audited()).singleElement().asString().doesNotContain("process_id");
    }

    @Test
    void one_stream_is_shown_with_what_has_happened_to_it() throws Exception {
        assertThat(get("/streams/slot_a").body())
                .contains("\"events\":[{\"at\":\"1970-01-01T00:00:00Z\",\"last\":\"1970-01-01T00:00:09Z\",\"times\":3,"
                        + "\"event\":\"RETRY\",\"reason\":\"reason_a\",\"text\":\"why\"}]");
    }

    @Test
    void a_runbook_is_shown_with_headings_to_link_to_and_nothing_else_is() throws Exception {
        HttpResponse<String> page = get("/runbooks/stopped-streams.md");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.body()).contains("<strong id=\"slot_missing\">### `slot_missing`</strong>");
        assertThat(get("/runbooks/README.md").body())
                .contains("<a href=\"poison-row.md\">", "<a href=\"poison-row.md#dead-letters\">");
        assertThat(get("/runbooks/none.md").statusCode()).isEqualTo(404);
        assertThat(get("/runbooks/..%2Fstatus.html").statusCode()).isEqualTo(404);
        assertThat(get("/runbooks/").statusCode()).isEqualTo(404);
    }

    @Test
    void one_stream_is_shown_by_its_slot_or_its_name() throws Exception {
        assertThat(get("/streams/slot_a").body()).startsWith("{\"stream\":\"main/slot_a\"");
        assertThat(get("/streams/other/slot_b").body()).startsWith("{\"stream\":\"other/slot_b\"");
        assertThat(get("/streams/slot_b").statusCode()).isEqualTo(409);
        assertThat(get("/streams/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/streams").headers().firstValue("Cdc-Control")).contains("token");
    }

    @Test
    void another_method_is_405_and_changes_nothing() throws Exception {
        assertThat(get("/streams/slot_a/pause").statusCode()).isEqualTo(405);
        assertThat(get("/streams/slot_a/pause").headers().firstValue("Allow")).contains("POST");
        assertThat(post("/streams/slot_a", "Bearer " + TOKEN).statusCode()).isEqualTo(405);
        assertThat(post("/streams/slot_a/dance", "Bearer " + TOKEN).statusCode())
                .isEqualTo(405);
        assertThat(control.asked()).isEmpty();
    }

    private List<String> audited() {
        return audit.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    private HttpResponse<String> post(String path, String authorization) throws Exception {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Authorization", authorization)
                .POST(BodyPublishers.noBody())
                .build());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + http.port() + path);
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return CLIENT.send(request, BodyHandlers.ofString());
    }
}
