package dev.cdcnotifier.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise that nothing outlives a JVM that was given no chance to clean up. */
class KilledJvmIT {

    @Test
    void after_kill9_of_the_jvm_its_servers_and_folders_are_gone(@TempDir Path folder) throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledJvmIT.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<ProcessHandle> children;
        try (BufferedReader output = jvm.inputReader()) {
            assertThat(output.lines().anyMatch("serving"::equals)).isTrue();
            children = jvm.descendants().toList();
            assertThat(folders(folder)).hasSize(3);
        } finally {
            jvm.destroyForcibly().waitFor();
        }
        assertThat(children).hasSizeGreaterThan(5);
        Await.until("the children of the killed JVM to be gone", Duration.ofSeconds(30), () -> children.stream()
                .noneMatch(ProcessHandle::isAlive));
        assertThat(folders(folder)).isEmpty();
    }

    private static List<Path> folders(Path folder) throws Exception {
        try (var list = Files.list(folder)) {
            return list.filter(path -> path.getFileName().toString().startsWith("cdc-testkit-"))
                    .toList();
        }
    }

    /** The JVM to kill. */
    public static void main(String[] arguments) throws InterruptedException {
        PgServer.start(PgServer.versions().get(0));
        KafkaBroker.builder().ownProcess().start();
        KafkaBroker.start();
        System.out.println("serving");
        Thread.currentThread().join();
    }
}
