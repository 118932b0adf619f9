package dev.cdcnotifier.runner;

import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.process.GuardedProcess;
import dev.cdcnotifier.testkit.process.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The distribution's launcher as a child process, as an operator starts it. */
final class RunnerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final GuardedProcess process = new GuardedProcess("runner", "KILL");
    private final int httpPort;
    private final Path home;
    private final Path config;

    /** @param text the configuration but for {@code http}; nothing runs yet */
    RunnerProcess(String text) {
        this(text, LoopbackPorts.free());
    }

    RunnerProcess(String text, int httpPort) {
        this(distribution(), text, httpPort);
    }

    /** @param home where the distribution lies */
    RunnerProcess(Path home, String text, int httpPort) {
        this.home = home;
        this.httpPort = httpPort;
        this.config = process.folder().resolve("cdc.conf");
        try {
            Files.writeString(config, text + "\ncdc-notifier.http.port = " + httpPort + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the build has left the distribution. */
    static Path distribution() {
        return Path.of(Objects.requireNonNull(
                System.getProperty("cdc.distribution"), "set cdc.distribution to the unpacked distribution"));
    }

    /** The configuration, which the next start reads. */
    Path config() {
        return config;
    }

    void start() {
        process.start(command());
    }

    /** Starts with further options of the JVM. */
    void start(String javaOptions) {
        List<String> command = new ArrayList<>(List.of("env", "CDC_JAVA_OPTS=" + javaOptions));
        command.addAll(command());
        process.start(command);
    }

    /** Runs until it ends by itself and returns its exit code. */
    int runToEnd() {
        return process.run(command(), PATIENCE);
    }

    boolean isRunning() {
        return process.isRunning();
    }

    /** Sends a signal by its name without {@code SIG}. */
    void signal(String name) {
        process.signal(name);
    }

    /** The exit code of the process, which has ended. */
    int exitCode() {
        return process.exitCode();
    }

    /** The exit code once it has ended. */
    int awaitExit(Duration atMost) {
        if (!process.awaitExit(atMost)) {
            throw new AssertionError("still running after " + atMost + ":\n" + output());
        }
        return process.exitCode();
    }

    /** Where its HTTP server answers. */
    String url() {
        return "http://127.0.0.1:" + httpPort;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    /** Asks for a change in the name of who has that token. */
    HttpResponse<String> post(String path, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(5))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    /** Waits until the process answers that path with that status. */
    void awaitStatus(String path, int status) {
        try {
            Await.until(path + " to be " + status, PATIENCE, () -> get(path).statusCode() == status);
        } catch (RuntimeException e) {
            throw new AssertionError(e.getMessage() + "\n" + output(), e);
        }
    }

    /** What it has printed on both streams. */
    String output() {
        return process.lastOutput();
    }

    /** Everything it has printed on both streams since it was made. */
    String wholeOutput() throws IOException {
        return Files.readString(process.log());
    }

    @Override
    public void close() {
        process.close();
    }

    /** A build that runs in the background has SIGINT ignored, and its children with it: not this one. */
    private List<String> command() {
        return List.of(
                "env",
                "--default-signal=INT",
                home.resolve("bin/cdc-notifier").toString(),
                "run",
                "--config",
                config.toString());
    }
}
