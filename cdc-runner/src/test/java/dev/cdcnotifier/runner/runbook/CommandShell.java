package dev.cdcnotifier.runner.runbook;

import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.TestkitException;
import dev.cdcnotifier.testkit.process.GuardedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One session of bash, as an operator has it: what a command sets, the next one sees. One thread. */
public final class CommandShell implements AutoCloseable {

    /** For hangs only. */
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    /** Reads numbers of commands; what a command reads from its input is nothing, as from a script. */
    private static final String SESSION =
            """
            mkfifo commands
            exec 9<>commands
            touch ready
            while read -r command <&9; do
              . "$SESSION_FOLDER/$command.sh" </dev/null >"$SESSION_FOLDER/$command.out" 2>&1 9>&-
              echo $? >"$SESSION_FOLDER/$command.tmp"
              mv "$SESSION_FOLDER/$command.tmp" "$SESSION_FOLDER/$command.status"
            done
            """;

    private final GuardedProcess process = new GuardedProcess("shell", "KILL");
    private int commands;

    /** How a command ended, and what it printed on both streams. */
    public record Result(int exitCode, String output) {}

    /** @param environment beside the one of this process */
    public CommandShell(Map<String, String> environment) {
        write("session.sh", "cd '" + process.folder() + "'\n" + SESSION);
        List<String> command = new ArrayList<>(List.of("env", "SESSION_FOLDER=" + process.folder()));
        environment.forEach((name, value) -> command.add(name + '=' + value));
        command.addAll(List.of("bash", "--norc", file("session.sh").toString()));
        process.start(command);
        Await.until("the shell", PATIENCE, () -> Files.exists(file("ready")));
    }

    /** The folder it begins in, which is gone when this is closed. */
    public Path folder() {
        return process.folder();
    }

    /** Runs a script to its end. */
    public Result run(String script) {
        String name = Integer.toString(++commands);
        write(name + ".sh", script);
        write("commands", name + '\n');
        Path status = file(name + ".status");
        try {
            Await.until("the end of\n" + script, PATIENCE, () -> Files.exists(status) || !process.isRunning());
        } catch (TestkitException e) {
            throw new AssertionError(e.getMessage() + "\nIt has printed:\n" + read(name + ".out"), e);
        }
        if (!Files.exists(status)) {
            throw new AssertionError("the shell has ended with\n" + script + process.lastOutput());
        }
        return new Result(Integer.parseInt(read(name + ".status").strip()), read(name + ".out"));
    }

    @Override
    public void close() {
        process.close();
    }

    private Path file(String name) {
        return process.folder().resolve(name);
    }

    private void write(String name, String text) {
        try {
            Files.writeString(file(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read(String name) {
        try {
            return Files.exists(file(name)) ? Files.readString(file(name)) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
