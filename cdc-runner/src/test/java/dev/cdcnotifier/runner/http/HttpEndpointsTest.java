package dev.cdcnotifier.runner.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.runner.config.HttpConfig;
import dev.cdcnotifier.slot.Lag;
import dev.cdcnotifier.slot.Progress;
import dev.cdcnotifier.slot.StreamActivity;
import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.supervision.Failure;
import dev.cdcnotifier.supervision.FailureKind;
import dev.cdcnotifier.supervision.WorkerState;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpEndpointsTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final WorkerState RETRY = new WorkerState.Retry(
            new Failure(FailureKind.TRANSIENT, "pg_unreachable", "\"db\" does not answer"), Instant.EPOCH);

    private volatile List<StreamStatus> streams = List.of();
    private HttpEndpoints http;

    @BeforeEach
    void serve() throws Exception {
        http = HttpEndpoints.bind(new HttpConfig("127.0.0.1", 0, null));
        http.serve(() -> streams, () -> "cdc_rows_total 1\n", new RecordedControl());
    }

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void ready_when_every_stream_streams_or_stands_by() throws Exception {
        WorkerState standby =
                new WorkerState.Standby(new Failure(FailureKind.BUSY, "slot_in_use", "in use"), Instant.EPOCH);
        streams = List.of(stream("a", new WorkerState.Streaming()), stream("b", standby));

        HttpResponse<String> response = get("/health/ready");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body())
                .isEqualTo(
                        """
                        {"status":"UP","streams":[\
                        {"name":"a","state":"STREAMING","reason":"","message":""},\
                        {"name":"b","state":"STANDBY","reason":"slot_in_use","message":"in use"}]}
                        """);
    }

    @Test
    void not_ready_but_alive_while_one_stream_retries() throws Exception {
        streams = List.of(stream("a", new WorkerState.Streaming()), stream("b", RETRY));

        HttpResponse<String> ready = get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body())
                .startsWith("{\"status\":\"DOWN\"")
                .contains(
                        "{\"name\":\"b\",\"state\":\"RETRY\",\"reason\":\"pg_unreachable\",\"message\":\"\\\"db\\\" does not answer\"}");
        HttpResponse<String> live = get("/health/live");
        assertThat(live.statusCode()).isEqualTo(200);
        assertThat(live.body()).isEqualTo("{\"status\":\"UP\"}\n");
    }

    @Test
    void a_stream_that_ended_by_itself_is_not_alive() throws Exception {
        streams = List.of(stream("a", new WorkerState.Stopped("interrupted")));

        assertThat(get("/health/live").statusCode()).isEqualTo(503);
    }

    @Test
    void a_stopping_process_is_alive_and_not_ready() throws Exception {
        streams = List.of(stream("a", new WorkerState.Streaming()), stream("b", new WorkerState.Stopped("on request")));
        http.stopping();

        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    }

    @Test
    void streams_are_shown_with_everything_known() throws Exception {
        streams = List.of(stream("a", RETRY));

        assertThat(get("/streams").body())
                .isEqualTo(
                        """
                        [{"stream":"a","slot":"slot_a","database":"127.0.0.1:5432/db","delivery":"at-least-once","state":"RETRY","ready":false,\
                        "reason":"pg_unreachable","message":"\\"db\\" does not answer","since":"1970-01-01T00:00:00Z",\
                        "restarts":3,"runbook":"runbooks/stopped-streams.md#pg_unreachable",\
                        "serverLsn":"1/10","receivedLsn":"1/8","confirmedLsn":"1/0","lagBytes":16,"lagSeconds":0.0,\
                        "inFlightRecords":2,"inFlightBytes":200,"oldestInFlightMillis":7,"rows":11,"transactions":7,\
                        "messages":{"events":11}}]
                        """);
    }

    @Test
    void metrics_are_prometheus_text() throws Exception {
        HttpResponse<String> response = get("/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(response.body()).isEqualTo("cdc_rows_total 1\n");
    }

    @Test
    void head_answers_without_a_body() throws Exception {
        HttpResponse<String> response = send("HEAD", "/health/live");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void an_unknown_path_is_404_and_another_method_405() throws Exception {
        assertThat(get("/status").statusCode()).isEqualTo(404);
        assertThat(get("/health/live/").statusCode()).isEqualTo(404);
        assertThat(get("/nowhere").body()).contains("\"error\"").contains("/health/ready");
        HttpResponse<String> post = send("POST", "/streams");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void a_page_that_fails_is_500_and_does_not_end_the_server() throws Exception {
        List<StreamStatus> good = streams;
        streams = null;
        assertThat(get("/streams").statusCode()).isEqualTo(500);
        streams = good;
        assertThat(get("/streams").statusCode()).isEqualTo(200);
    }

    @Test
    void a_probe_does_not_wait_behind_requests_that_never_come_to_their_end() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                Socket socket = new Socket("127.0.0.1", http.port());
                slow.add(socket);
                socket.getOutputStream().write("GET /health/live HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
            }
            // Those before are asked first; more than one, since the server reads connections in any order.
            for (int i = 0; i < 3; i++) {
                assertThat(get("/health/live").statusCode()).isEqualTo(200);
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void each_answer_says_whether_streams_can_be_controlled() throws Exception {
        assertThat(List.of(get("/streams"), get("/streams/nope"), get("/nope"), send("POST", "/streams/a/pause")))
                .extracting(HttpResponse::statusCode)
                .containsExactly(200, 404, 404, 403);
        for (String path : List.of("/streams", "/streams/nope", "/nope", "/")) {
            assertThat(get(path).headers().firstValue("Cdc-Control")).contains("off");
        }
        assertThat(send("POST", "/streams/a/pause").headers().firstValue("Cdc-Control"))
                .contains("off");
    }

    @Test
    void a_port_in_use_is_named() {
        assertThatThrownBy(() -> HttpEndpoints.bind(new HttpConfig("127.0.0.1", http.port(), null)))
                .isInstanceOf(HttpUnavailableException.class)
                .hasMessageStartingWith("cannot listen on 127.0.0.1:" + http.port() + ": Address already in use");
    }

    @Test
    void a_host_of_another_machine_is_named() {
        assertThatThrownBy(() -> HttpEndpoints.bind(new HttpConfig("192.0.2.1", 0, null)))
                .isInstanceOf(HttpUnavailableException.class)
                .hasMessageStartingWith("cannot listen on 192.0.2.1:0: ");
    }

    private static StreamStatus stream(String name, WorkerState state) {
        return new StreamStatus(
                name,
                "slot_" + name,
                "127.0.0.1:5432/db",
                "at-least-once",
                state,
                Instant.EPOCH,
                3,
                null,
                new Progress(
                        Lsn.parse("1/10"), Lsn.parse("1/8"), Lsn.parse("1/0"), 2, 200, 7_900_000, Progress.NO_COMMIT),
                new Lag(OptionalLong.of(16), 0, null, false),
                new StreamActivity(11, 7, Map.of("events", 11L), null, null, null),
                null);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path);
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, BodyPublishers.noBody())
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }
}
