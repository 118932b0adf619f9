package dev.cdcnotifier.runner.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cdcnotifier.runner.config.HttpConfig;
import dev.cdcnotifier.slot.StreamStatus;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: {@code /health/live}, {@code /health/ready}, {@code /metrics} and {@code /streams}, for GET and HEAD.
 * It takes its port when it is made and answers from {@link #serve} on. Any thread may call it.
 */
public final class HttpEndpoints implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoints.class);

    /** Answers come from memory; two requests at a time are plenty. */
    private static final int THREADS = 2;

    private static final int NO_BODY = -1;

    private final HttpServer server;
    private final ExecutorService executor;
    private @Nullable Health health;

    private HttpEndpoints(HttpServer server) {
        this.server = server;
        AtomicInteger number = new AtomicInteger();
        this.executor = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "cdc-http-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Takes the port.
     *
     * @throws HttpUnavailableException when it is taken, or the host is not one of this machine
     */
    public static HttpEndpoints bind(HttpConfig config) throws HttpUnavailableException {
        InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
        try {
            if (address.isUnresolved()) {
                throw new BindException("the host name is not known");
            }
            return new HttpEndpoints(HttpServer.create(address, 0));
        } catch (IOException e) {
            throw new HttpUnavailableException(
                    "cannot listen on " + config.host() + ":" + config.port() + ": " + e.getMessage()
                            + "; end the process that listens there, or set cdc-notifier.http to another host or port",
                    e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /**
     * Answers requests from now on.
     *
     * @param streams the streams as they are now; must not wait
     * @param metrics all metrics in Prometheus' text format
     */
    public void serve(Supplier<List<StreamStatus>> streams, Supplier<String> metrics) {
        Health health = new Health(streams);
        StreamList list = new StreamList(streams);
        Map<String, Supplier<Response>> pages = new TreeMap<>();
        pages.put("/health/live", health::live);
        pages.put("/health/ready", health::ready);
        pages.put("/metrics", () -> new Response(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get()));
        pages.put("/streams", list::all);
        this.health = health;
        server.createContext("/", exchange -> answer(exchange, pages));
        server.setExecutor(executor);
        server.start();
    }

    /** From now on streams that have ended do not count as dead. */
    public void stopping() {
        if (health != null) {
            health.stopping();
        }
    }

    /** Gives the port back. */
    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private static void answer(HttpExchange exchange, Map<String, Supplier<Response>> pages) throws IOException {
        try (exchange) {
            Response response = respond(exchange, pages);
            byte[] body = response.bytes();
            exchange.getResponseHeaders().set("Content-Type", response.contentType());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(response.status(), NO_BODY);
            } else {
                exchange.sendResponseHeaders(response.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static Response respond(HttpExchange exchange, Map<String, Supplier<Response>> pages) {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        Supplier<Response> page = path == null ? null : pages.get(path);
        if (page == null) {
            return Response.json(404, Map.of("error", "there is nothing here", "paths", List.copyOf(pages.keySet())));
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return Response.json(405, Map.of("error", "only GET and HEAD are understood here"));
        }
        try {
            return page.get();
        } catch (RuntimeException e) {
            LOG.error("http request failed path={}", path, e);
            return Response.json(500, Map.of("error", "failed; the log says why"));
        }
    }
}
