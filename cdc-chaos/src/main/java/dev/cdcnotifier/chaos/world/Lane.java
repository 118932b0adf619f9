package dev.cdcnotifier.chaos.world;

import dev.cdcnotifier.chaos.agent.ChaosAgent;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.process.GuardedProcess;
import dev.cdcnotifier.testkit.process.LoopbackPorts;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** One runner in a JVM of its own, with a slot, a namespace and topics of its own name. One thread at a time. */
public final class Lane implements AutoCloseable {

    private static final Duration QUESTION = Duration.ofSeconds(5);
    private static final Duration COMMAND = Duration.ofSeconds(60);

    private final String name;
    private final boolean exactlyOnce;
    private final GuardedProcess process;
    private final Path configuration;
    private final Path held;
    private final int httpPort = LoopbackPorts.free();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(QUESTION).build();

    Lane(String name, boolean exactlyOnce, RunnerConfiguration text) {
        this.name = name;
        this.exactlyOnce = exactlyOnce;
        process = new GuardedProcess("chaos-" + name, "KILL");
        configuration = process.folder().resolve("cdc-notifier.conf");
        held = process.folder().resolve("held");
        try {
            Files.writeString(configuration, text.of(name, httpPort, exactlyOnce));
        } catch (IOException e) {
            process.close();
            throw new IllegalStateException("cannot write " + configuration, e);
        }
    }

    /** The name of slot and namespace. */
    public String name() {
        return name;
    }

    /** Whether it delivers exactly once. */
    public boolean isExactlyOnce() {
        return exactlyOnce;
    }

    /** Adds lines to its configuration, which win over those before; from its next start. */
    public void configure(String lines) {
        try {
            Files.writeString(configuration, lines + '\n', StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IllegalStateException("cannot write " + configuration, e);
        }
    }

    /** Starts the runner, without waiting for anything. */
    public void start() {
        start(List.of());
    }

    /** Starts the runner with options of the JVM's, which win over the usual ones. */
    public void startWith(String... options) {
        start(List.of(options));
    }

    /** Starts a runner that throws an exception nobody thought of at the n-th pass of a crash point, once. */
    public void startToThrow(String point, int n) {
        start(instrumented("-Dcdc.throw=" + point + ':' + n));
    }

    /** Starts a runner that ends itself at the n-th pass of a crash point. */
    public void startToCrash(String point, int n) {
        start(instrumented("-Dcdc.crash=" + point + ':' + n));
    }

    /** Starts a runner with a planted bug, for which {@link #hold} works. */
    public void startWithBug(String bug) {
        start(instrumented("-Dcdc.plant=" + bug, "-Dcdc.hold=" + held));
    }

    /** Starts a sound runner for which {@link #hold} works. */
    public void startToHold() {
        start(instrumented("-Dcdc.hold=" + held));
    }

    /** From now on, within a moment, only the records of these topics wait in front of Kafka. */
    public void hold(List<String> topics) {
        try {
            // In one step: it is read meanwhile.
            Path written = Files.write(process.folder().resolve("held.new"), topics);
            Files.move(written, held, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IllegalStateException("cannot write " + held, e);
        }
    }

    private static List<String> instrumented(String... properties) {
        try {
            Path jar = Path.of(ChaosAgent.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            List<String> options = new ArrayList<>(List.of("-javaagent:" + jar));
            options.addAll(List.of(properties));
            return options;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs one of the other commands with the runner's configuration to its end; whether it succeeded. */
    public boolean run(String command, String... options) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.cdcnotifier.runner.Main",
                command,
                "--config",
                configuration.toString()));
        line.addAll(List.of(options));
        Process run = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(process.folder().resolve(command + ".out").toFile())
                .start();
        if (!run.waitFor(COMMAND.toSeconds(), TimeUnit.SECONDS)) {
            run.destroyForcibly();
            return false;
        }
        return run.exitValue() == 0;
    }

    private void start(List<String> extra) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(extra);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "dev.cdcnotifier.runner.Main",
                "run",
                "--config",
                configuration.toString()));
        process.start(command);
    }

    /** True while the process exists, frozen or not. */
    public boolean isRunning() {
        return process.isRunning();
    }

    /** Kills it with {@code kill -9}; false when it had ended by itself. */
    public boolean kill9() {
        boolean there = process.isRunning();
        process.kill9();
        return there;
    }

    /** Sends a signal, by its name without {@code SIG}. */
    public void signal(String signal) {
        process.signal(signal);
    }

    /** Waits for the end; false when the time is over first. */
    public boolean awaitExit(Duration atMost) {
        return process.awaitExit(atMost);
    }

    /** Changes the configuration of the next start. */
    public void configure(UnaryOperator<String> change) throws IOException {
        Files.writeString(configuration, change.apply(Files.readString(configuration)));
    }

    /** The exit code of the process, which has ended. */
    public int exitCode() {
        return process.exitCode();
    }

    /** Where everything it printed is, over all its lives. */
    public Path log() {
        return process.log();
    }

    /** Returns when its stream is streaming. */
    public void awaitStreaming(Duration atMost) {
        Await.until(name + " to stream", atMost, () -> streams().contains("\"STREAMING\""));
    }

    /** What {@code GET /streams} says. */
    public String streams() throws IOException, InterruptedException {
        return get("/streams");
    }

    /** The sum of the samples of a metric, of those whose labels contain the text; 0 when there is none. */
    public double metric(String name, String label) throws IOException, InterruptedException {
        return get("/metrics")
                .lines()
                .filter(line -> line.startsWith(name + '{') && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpRequest question = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                .timeout(QUESTION)
                .build();
        return http.send(question, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Override
    public void close() {
        process.close();
    }
}
