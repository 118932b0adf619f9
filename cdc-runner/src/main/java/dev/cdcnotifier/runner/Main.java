package dev.cdcnotifier.runner;

import dev.cdcnotifier.runner.command.RootCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The process: {@code cdc-notifier COMMAND}. Ends with the exit code of its command. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int exitCode = RootCommand.execute(out, err, args);
        // Threads that something left behind do not keep a process alive that has done its work.
        System.exit(exitCode);
    }
}
