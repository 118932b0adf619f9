package dev.cdcnotifier.runner.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cdcnotifier.runner.remote.RemoteProcess;
import dev.cdcnotifier.runner.text.Style;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.process.LoopbackPorts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusWatchTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final int port = LoopbackPorts.free();
    private volatile String body = stream("STREAMING", "", "");
    private HttpServer server;
    private Thread watching;

    @AfterEach
    void close() throws Exception {
        if (watching != null) {
            watching.interrupt();
            watching.join(PATIENCE.toMillis());
            assertThat(watching.isAlive()).isFalse();
        }
        if (server != null) {
            server.stop(0);
        }
    }

    @Test
    void without_a_terminal_every_change_is_one_line() throws Exception {
        serve();
        watch(StatusWatch.Shape.CHANGES);
        awaitLine("main/a STREAMING");
        body = stream("RETRY", "kafka_unavailable", "no broker answers");
        awaitLine("main/a RETRY kafka_unavailable: no broker answers");
        server.stop(0);
        awaitLine("AWAY nothing answers at http://127.0.0.1:" + port + ": is cdc-notifier running,");
        body = stream("STREAMING", "", "");
        serve();
        awaitLine("main/a STREAMING");

        assertThat(out.toString().lines())
                .hasSize(5)
                .anyMatch(line -> line.endsWith(" BACK the process answers again"))
                .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT[0-9:]{8}Z .*"));
    }

    @Test
    void on_a_terminal_the_last_figures_stay_while_the_process_is_away() throws Exception {
        serve();
        watch(StatusWatch.Shape.SCREEN);
        await("the table", () -> out.toString().contains("main/a"));
        server.stop(0);
        await("word of it", () -> out.toString().contains("What is below is from before."));
        assertThat(out.toString().substring(out.toString().lastIndexOf("nothing answers")))
                .contains("main/a");
    }

    @Test
    void json_is_what_the_process_says() throws Exception {
        serve();
        watch(StatusWatch.Shape.JSON);
        await("two looks", () -> out.toString().lines().count() >= 2);
        assertThat(out.toString().lines()).allMatch(body::equals);
    }

    @Test
    void json_stays_json_while_the_process_is_away_which_is_said_on_standard_error() throws Exception {
        serve();
        watch(StatusWatch.Shape.JSON);
        await("a look", () -> out.toString().lines().count() >= 1);
        server.stop(0);
        await("word of it", () -> err.toString().contains(" AWAY nothing answers at "));
        serve();
        await("word of it", () -> err.toString().contains(" BACK the process answers again"));
        assertThat(out.toString().lines()).allMatch(body::equals);
    }

    @Test
    void it_ends_when_nobody_reads_it_any_more() throws Exception {
        serve();
        watch(StatusWatch.Shape.JSON, new PrintWriter(new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        }));
        watching.join(PATIENCE.toMillis());
        assertThat(watching.isAlive()).isFalse();
    }

    private void watch(StatusWatch.Shape shape) {
        watch(shape, new PrintWriter(out));
    }

    private void watch(StatusWatch.Shape shape, PrintWriter to) {
        RemoteProcess process = new RemoteProcess(URI.create("http://127.0.0.1:" + port));
        watching = new Thread(new StatusWatch(
                () -> process.streams(List.of()),
                to,
                new PrintWriter(err, true),
                shape,
                new StatusText(Style.PLAIN, new Pasting("", List.of()))));
        watching.start();
    }

    private void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/streams", exchange -> {
            try (exchange) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
    }

    private void awaitLine(String end) {
        await(end, () -> out.toString()
                .lines()
                .reduce((first, last) -> last)
                .orElse("")
                .contains(" " + end));
    }

    private void await(String what, Await.Condition condition) {
        Await.until(what + " in " + out, PATIENCE, condition);
    }

    private static String stream(String state, String reason, String message) {
        return """
               [{"stream":"main/a","state":"%s","ready":true,"reason":"%s","message":"%s","since":"2026-11-28T03:12:40Z",\
               "restarts":0,"lagBytes":0,"inFlightRecords":0,"rows":0}]"""
                .formatted(state, reason, message);
    }
}
