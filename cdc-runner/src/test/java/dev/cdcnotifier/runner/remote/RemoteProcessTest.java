package dev.cdcnotifier.runner.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.testkit.process.LoopbackPorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteProcessTest {

    private static final String STREAMING =
            """
            {"stream":"main/a","slot":"a","state":"STREAMING","ready":true,"reason":"","message":"",\
            "since":"2026-11-28T03:12:40Z","restarts":1,"lagBytes":5000000000,"inFlightRecords":7,"rows":11}""";
    private static final String HALTED =
            """
            {"stream":"main/b","slot":"b","state":"NEEDS_OPERATOR","ready":false,"reason":"poison_row","message":"no",\
            "since":"2026-11-28T03:12:40.5Z","restarts":1,"lagBytes":0,"inFlightRecords":0,"rows":11,"lagSeconds":1.5,\
            "latencyMillis":{"p50":2,"p99":7.5},"haltedAt":{"commitLsn":"16/B374D848","seq":3},"later":null,\
            "facts":[{"name":"process_id","value":"p1"},{"name":"event_id","value":"7"}],\
            "remedies":[{"kind":"action","text":"skip","purpose":"give it up"},{"kind":"later","text":"x","purpose":""},\
            {"kind":"sql","text":"SELECT 1;"}],"runbook":"runbooks/poison-row.md"}""";

    private final List<String> asked = new ArrayList<>();
    private volatile int status = 200;
    private volatile String body = "[" + STREAMING + "," + HALTED + "]";
    private HttpServer server;
    private RemoteProcess process;

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("Authorization"));
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        process = new RemoteProcess(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/cdc/"));
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void streams_are_read_with_what_they_have_and_without_what_they_have_not() throws Exception {
        RemoteStreams found = process.streams(List.of());

        Instant since = Instant.parse("2026-11-28T03:12:40Z");
        RemoteStream.More first = found.streams().get(0).more();
        RemoteStream.More second = found.streams().get(1).more();
        assertThat(first.slot()).isEqualTo("a");
        assertThat(first.facts()).isEmpty();
        assertThat(first.runbook()).isEmpty();
        assertThat(second.facts()).containsExactly(Map.entry("process_id", "p1"), Map.entry("event_id", "7"));
        assertThat(second.remedies())
                .as("one of a later version is left out")
                .containsExactly(Remedy.action(Remedy.SKIP).to("give it up"), Remedy.sql("SELECT 1;"));
        assertThat(second.runbook()).isEqualTo("runbooks/poison-row.md");
        assertThat(found.streams())
                .containsExactly(
                        new RemoteStream(
                                "main/a",
                                "STREAMING",
                                true,
                                "",
                                "",
                                since,
                                1,
                                5_000_000_000L,
                                false,
                                0,
                                11,
                                7,
                                null,
                                null,
                                first),
                        new RemoteStream(
                                "main/b",
                                "NEEDS_OPERATOR",
                                false,
                                "poison_row",
                                "no",
                                since.plusMillis(500),
                                1,
                                0L,
                                false,
                                1.5,
                                11,
                                0,
                                7.5,
                                new RemoteStream.Row("16/B374D848", 3),
                                second));
        assertThat(found.json()).isEqualTo(body);
        assertThat(found.ready()).isFalse();
        assertThat(asked).containsExactly("GET /cdc/streams null");
    }

    @Test
    void named_streams_are_asked_for_one_by_one() throws Exception {
        body = STREAMING;

        assertThat(process.streams(List.of("a", "my db/a")).json()).isEqualTo("[" + body + "," + body + "]");
        assertThat(asked).containsExactly("GET /cdc/streams/a null", "GET /cdc/streams/my%20db/a null");
    }

    @Test
    void a_control_is_a_post_with_the_token() throws Exception {
        body = STREAMING;
        status = 202;

        process.control("main/a", "pause", new Secret("t"));
        process.skip("b", new RemoteStream.Row("16/B374D848", 3), new Secret("t\n"));
        process.skipTransaction("b", "16/B374D848", new Secret("t"));

        assertThat(asked)
                .containsExactly(
                        "POST /cdc/streams/main/a/pause Bearer t",
                        "POST /cdc/streams/b/skip?lsn=16%2FB374D848&seq=3 Bearer t",
                        "POST /cdc/streams/b/skip-transaction?lsn=16%2FB374D848 Bearer t");
    }

    @Test
    void a_refusal_is_told_in_the_words_of_the_process() {
        status = 409;
        body = "{\"error\":\"the stream is not halted\"}";

        assertThatThrownBy(() -> process.control("a", "resume", new Secret("t")))
                .isInstanceOf(RemoteException.class)
                .hasMessage(process.url() + ": the stream is not halted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>it works</html>", "", "{}", "[{}]", "[1]", "[{\"stream\":\"a\"}]", "null"})
    void another_program_at_that_address_is_told(String strange) {
        body = strange;

        assertThatThrownBy(() -> process.streams(List.of()))
                .isInstanceOf(RemoteException.class)
                .hasMessage(process.url() + " answers, but not as cdc-notifier does: is it another program's address?");
        status = 404;
        assertThatThrownBy(() -> process.streams(List.of())).hasMessageContaining("not as cdc-notifier does");
    }

    @Test
    void nobody_at_that_address_is_told_with_what_to_look_at() {
        RemoteProcess nobody = new RemoteProcess(URI.create("http://127.0.0.1:" + LoopbackPorts.free()));

        assertThatThrownBy(() -> nobody.streams(List.of()))
                .isInstanceOf(RemoteException.class)
                .hasMessage("nothing answers at " + nobody.url()
                        + ": is cdc-notifier running, and is that its http.host and http.port?");
    }

    @Test
    void a_token_that_cannot_be_sent_or_read_is_told_without_showing_it() {
        assertThatThrownBy(() -> process.control("a", "pause", new Secret("secret\u0001")))
                .isInstanceOf(RemoteException.class)
                .hasMessageStartingWith("the token holds a sign that cannot be sent")
                .hasMessageNotContaining("secret")
                .hasNoCause();
        assertThatThrownBy(() -> process.control("a", "pause", Secret.inFile(Path.of("nowhere"))))
                .isInstanceOf(RemoteException.class)
                .hasMessage("the file of the token cannot be read: nowhere");
        assertThatThrownBy(() -> process.control("a", "pause", new Secret(" \n")))
                .isInstanceOf(RemoteException.class)
                .hasMessage("the token is empty, so nothing was asked: it is the process's http.token");
        assertThat(asked).isEmpty();
    }
}
