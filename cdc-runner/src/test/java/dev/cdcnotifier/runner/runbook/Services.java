package dev.cdcnotifier.runner.runbook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@code systemctl} and a {@code journalctl} for a shell, where there is no systemd: what they are asked is done by the
 * test, with processes of its own.
 */
public final class Services implements AutoCloseable {

    /** A unit. */
    public interface Unit {
        /** Begins to run. */
        void start() throws Exception;

        /** Ends in an orderly way; returns when it has. */
        void stop() throws Exception;

        /** What {@code systemctl is-active} prints: active, inactive or failed. */
        String state();

        /** Sends a signal by its name without {@code SIG}. */
        void signal(String name);

        /** All that it has printed. */
        String journal() throws IOException;
    }

    private final Map<String, Unit> units = new HashMap<>();
    private final HttpServer server;

    /** No unit is there yet. */
    public Services() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Adds a unit under its name. */
    public void add(String name, Unit unit) {
        units.put(name, unit);
    }

    /** Writes the commands into a folder. */
    public void install(Path folder) throws IOException {
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        for (String command : List.of("systemctl", "journalctl")) {
            KafkaTools.script(
                    folder.resolve(command),
                    """
                    #!/bin/sh
                    answer=$(curl -s -w '\\n%%{http_code}' --data-binary "$*" %s/%s)
                    printf '%%s' "${answer%%???}"
                    case $answer in *200) ;; *) exit 1 ;; esac
                    """
                            .formatted(url, command));
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String words = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int status = 200;
        String text;
        try {
            text = exchange.getRequestURI().getPath().equals("/journalctl") ? journal(words) : control(words);
            status = text.equals("inactive\n") || text.equals("failed\n") ? 503 : 200;
        } catch (Exception e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            status = 500;
            text = trace.toString();
        }
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String journal(String words) throws IOException {
        for (Map.Entry<String, Unit> unit : units.entrySet()) {
            if (words.contains("-u " + unit.getKey() + ' ')) {
                return unit.getValue().journal();
            }
        }
        throw new IllegalArgumentException("journalctl " + words);
    }

    private String control(String words) throws Exception {
        String[] parts = words.split(" ");
        Unit unit = units.get(parts[parts.length - 1]);
        if (unit == null) {
            throw new IllegalArgumentException("systemctl " + words + ": no such unit");
        }
        switch (parts[0]) {
            case "start" -> unit.start();
            case "stop" -> unit.stop();
            case "restart" -> {
                unit.stop();
                unit.start();
            }
            case "kill" -> unit.signal(parts[1].replace("--signal=", ""));
            case "is-active" -> {
                return unit.state() + '\n';
            }
            default -> throw new IllegalArgumentException("systemctl " + words);
        }
        return "";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
