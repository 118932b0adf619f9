package dev.cdcnotifier.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo as a person runs it: by its launcher, with its folders in a place that can be looked at afterwards. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class DemoIT {

    private static final String INTRODUCTION = "cdc-notifier demo:";
    private static final String LIVE_LINES = "seconds  committed";

    @TempDir
    Path folder;

    private final List<String> printed = new ArrayList<>();
    private List<ProcessHandle> family = List.of();
    private @Nullable Process demo;

    @AfterEach
    void nothing_of_a_failed_test_keeps_running() {
        if (demo != null) {
            demo.destroyForcibly();
        }
    }

    @Test
    void a_run_gives_its_verdict_and_leaves_nothing() throws Exception {
        Process run = start("--seconds", "5", "--rate", "200");
        try (BufferedReader output = run.inputReader()) {
            readTo(output, LIVE_LINES);
            family = run.descendants().toList();
            readToEnd(output);
        }
        assertThat(run.waitFor()).as(transcript()).isZero();
        assertThat(family)
                .as("PostgreSQL, Kafka, cdc-notifier and their watchdogs")
                .hasSizeGreaterThan(8);
        assertNothingIsLeft();
        assertThat(printed).contains("VERDICT: ok, nothing lost, nothing out of order, no duplicates");
        assertThat(transcript())
                .contains("lost                  0", "SinkEvent.event", "LifecycleEvent", "exit code 0")
                .containsPattern("committed\\s+[1-9]\\d*.* transactions")
                .doesNotContain("\033");
    }

    @ParameterizedTest
    @ValueSource(strings = {INTRODUCTION, "Start PostgreSQL", "http {", LIVE_LINES})
    void an_interrupt_at_any_time_leaves_nothing(String after) throws Exception {
        Process run = start("--seconds", "60");
        try (BufferedReader output = run.inputReader()) {
            readTo(output, after);
            family = run.descendants().toList();
            signal("INT", run.pid());
            readToEnd(output);
        }
        assertThat(run.waitFor()).as(transcript()).isEqualTo(130);
        assertNothingIsLeft();
        assertThat(transcript()).contains("Interrupted").doesNotContain("VERDICT");
    }

    @Test
    void kill9_leaves_nothing() throws Exception {
        Process run = start("--seconds", "60");
        try (BufferedReader output = run.inputReader()) {
            readTo(output, LIVE_LINES);
            family = run.descendants().toList();
            signal("KILL", run.pid());
            run.waitFor();
        }
        Await.until(
                "the servers to be gone",
                Duration.ofSeconds(20),
                () -> left().isEmpty() && family.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void with_keep_everything_stays_up_until_the_interrupt() throws Exception {
        Process run = start("--seconds", "1", "--rate", "50", "--keep");
        try (BufferedReader output = run.inputReader()) {
            readTo(output, "tail -f");
            family = run.descendants().toList();
            assertThat(family).hasSizeGreaterThan(8);
            signal("INT", run.pid());
            readToEnd(output);
        }
        assertThat(run.waitFor()).as(transcript()).isEqualTo(130);
        assertNothingIsLeft();
    }

    @Test
    void a_wrong_argument_is_exit_code_2() throws Exception {
        Process run = start("--rate", "0");
        try (BufferedReader output = run.inputReader()) {
            readToEnd(output);
        }
        assertThat(run.waitFor()).isEqualTo(2);
        assertThat(transcript()).contains("--rate must be 1 to 10000, not 0");
        assertNothingIsLeft();
    }

    // A shell that starts Maven in the background makes it, and so its children, deaf to SIGINT.
    private Process start(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("env", "--default-signal=INT", System.getProperty("demo.launcher")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder);
        Process started = builder.start();
        demo = started;
        return started;
    }

    private void readTo(BufferedReader output, String text) throws IOException {
        String line;
        do {
            line = output.readLine();
            assertThat(line)
                    .as("the demo ended before '" + text + "':\n" + transcript())
                    .isNotNull();
            printed.add(line);
        } while (!line.contains(text));
    }

    private void readToEnd(BufferedReader output) {
        output.lines().forEach(printed::add);
    }

    private String transcript() {
        return String.join("\n", printed);
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("sh", "-c", "kill -" + name + ' ' + pid)
                        .start()
                        .waitFor())
                .isZero();
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(family.stream().filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(left()).isEmpty();
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> left = Files.list(folder)) {
            return left.filter(path -> path.getFileName().toString().startsWith("cdc-"))
                    .toList();
        }
    }
}
