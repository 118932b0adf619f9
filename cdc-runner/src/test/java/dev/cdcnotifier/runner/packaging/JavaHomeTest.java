package dev.cdcnotifier.runner.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every launcher says which path is wrong and what JAVA_HOME has to be, before it builds or starts anything. */
class JavaHomeTest {

    private static final String WANTED = "set it to the directory of a Java 17 or later";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../cdc-notifier",
                "../bench",
                "../chaos",
                "src/dist/bin/cdc-notifier",
                "src/dist/bin/share-classes"
            })
    void a_java_home_that_is_none_is_named_with_what_is_needed(String launcher) throws Exception {
        Path missing = folder.resolve("missing");
        refuses(launcher, missing, "JAVA_HOME is " + missing + ", which does not exist: " + WANTED);

        Path empty = Files.createDirectory(folder.resolve("empty"));
        refuses(launcher, empty, "JAVA_HOME is " + empty + ", but there is no " + empty + "/bin/java: " + WANTED);

        Path file = Files.createFile(folder.resolve("file"));
        refuses(launcher, file, "JAVA_HOME is " + file + ", which is a file: " + WANTED);

        Path bin = Path.of(System.getProperty("java.home"), "bin");
        refuses(
                launcher,
                bin,
                "JAVA_HOME is " + bin + ", which is the bin directory of a Java: set JAVA_HOME=" + bin.getParent());

        Path old = java("old", "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");
        refuses(
                launcher,
                old,
                "Java 17 or later is needed, and " + old + "/bin/java is Java 11.0.2: set JAVA_HOME to another");

        Path silent = java("silent", "exit 1");
        refuses(launcher, silent, silent + "/bin/java does not say which version of Java it is");
    }

    private Path java(String name, String script) throws IOException {
        Path home = folder.resolve(name);
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\n" + script + "\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        return home;
    }

    private static void refuses(String launcher, Path javaHome, String message) throws Exception {
        ProcessBuilder command = new ProcessBuilder("sh", launcher, "--help").redirectErrorStream(true);
        command.environment().put("JAVA_HOME", javaHome.toString());
        Process process = command.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said)
                .startsWith(Path.of(launcher).getFileName() + ": " + message)
                .hasLineCount(1);
        assertThat(process.exitValue()).isEqualTo(1);
    }
}
