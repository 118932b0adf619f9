package dev.cdcnotifier.demo;

import dev.cdcnotifier.testkit.process.GuardedProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * cdc-notifier itself, in a JVM of its own with its production flags. It is gone with its folder when this is closed or
 * the demo's JVM ends in whatever way. One thread.
 */
final class RunnerProcess implements AutoCloseable {

    static final List<String> FLAGS = List.of("-Xmx96m", "-XX:+UseSerialGC");

    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final int LAST_LINES = 25;

    private final GuardedProcess process = new GuardedProcess("cdc-notifier", "KILL");
    private final int httpPort;

    RunnerProcess(int httpPort) {
        this.httpPort = httpPort;
    }

    /** Where its configuration and its log lie. */
    Path folder() {
        return process.folder();
    }

    Path log() {
        return process.log();
    }

    String url() {
        return "http://127.0.0.1:" + httpPort;
    }

    /** Starts it and returns when every stream is streaming. */
    void start(Path configuration) throws InterruptedException {
        List<String> java =
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        List<String> main = List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "dev.cdcnotifier.runner.Main",
                "run",
                "--config",
                configuration.toString());
        process.start(List.of(java, FLAGS, main).stream().flatMap(List::stream).toList());
        awaitReady();
    }

    private void awaitReady() throws InterruptedException {
        HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
        HttpRequest question = HttpRequest.newBuilder(URI.create(url() + "/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        long deadline = System.nanoTime() + READY.toNanos();
        String answer = "no answer";
        while (System.nanoTime() - deadline < 0) {
            checkAlive();
            try {
                HttpResponse<String> response = client.send(question, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    return;
                }
                answer = response.body();
            } catch (IOException e) {
                answer = e.toString();
            }
            Thread.sleep(50);
        }
        throw new DemoException("cdc-notifier is not ready after " + READY.toSeconds() + " s. " + url()
                + "/health/ready says: " + answer + lastLines());
    }

    /** Throws when it has ended by itself. */
    void checkAlive() {
        if (!process.isRunning()) {
            throw new DemoException("cdc-notifier ended with exit code " + process.exitCode() + lastLines());
        }
    }

    private String lastLines() {
        List<String> lines = process.lastOutput().lines().toList();
        return lines.stream()
                .skip(Math.max(0, lines.size() - LAST_LINES))
                .collect(Collectors.joining("\n    ", "\n  The last lines of its log:\n    ", ""));
    }

    /** What it has used so far, for people. */
    String usage() {
        Duration cpu = ProcessHandle.of(process.pid())
                .flatMap(handle -> handle.info().totalCpuDuration())
                .orElse(Duration.ZERO);
        return "%.1f s of CPU, %s of memory at its peak".formatted(cpu.toMillis() / 1e3, peakMemory());
    }

    private String peakMemory() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MB")
                    .findFirst()
                    .orElse("(unknown)");
        } catch (IOException e) {
            return "(unknown)";
        }
    }

    /** Sends SIGTERM and waits for the end. */
    int stop() {
        checkAlive();
        process.signal("TERM");
        if (!process.awaitExit(STOP)) {
            throw new DemoException("cdc-notifier has not stopped within " + STOP.toSeconds() + " s" + lastLines());
        }
        return process.exitCode();
    }

    @Override
    public void close() {
        process.close();
    }
}
