package dev.cdcnotifier.runner.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cdcnotifier.runner.config.HttpConfig;
import dev.cdcnotifier.slot.StreamStatus;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server: the live page at {@code /}, {@code /health/live}, {@code /health/ready}, {@code /metrics}, {@code
 * /streams}, and for whoever has the token the control of streams. It takes its port when it is made and answers from
 * {@link #serve} on. Any thread may call it.
 */
public final class HttpEndpoints implements AutoCloseable {

    /**
     * Answers come from memory; two requests at a time would be plenty. But a request that comes slowly, or never to its end,
     * keeps its thread, and probes are not to wait behind a few of those.
     */
    private static final int THREADS = 16;

    private static final long IDLE_SECONDS = 5;

    private static final int NO_BODY = -1;

    private final HttpServer server;
    private final BearerToken token;
    private final ExecutorService executor;
    private @Nullable Health health;

    private HttpEndpoints(HttpServer server, BearerToken token) {
        this.server = server;
        this.token = token;
        this.executor = threads();
    }

    /** They come with requests and go after them. */
    private static ExecutorService threads() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "cdc-http-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
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
            return new HttpEndpoints(HttpServer.create(address, 0), new BearerToken(config.token()));
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
     * @param control what whoever has the token may do
     */
    public void serve(Supplier<List<StreamStatus>> streams, Supplier<String> metrics, StreamControl control) {
        Health health = new Health(streams);
        Router router = new Router(streams, health, metrics, token, control);
        this.health = health;
        server.createContext("/", exchange -> answer(exchange, router));
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

    private static void answer(HttpExchange exchange, Router router) throws IOException {
        try (exchange) {
            Response response = router.answer(Request.of(exchange));
            byte[] body = response.bytes();
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Type", response.contentType());
            headers.set("Cache-Control", "no-store");
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "no-referrer");
            response.headers().forEach(headers::set);
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(response.status(), NO_BODY);
            } else {
                exchange.sendResponseHeaders(response.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }
}
