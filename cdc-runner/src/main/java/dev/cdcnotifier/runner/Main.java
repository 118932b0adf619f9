package dev.cdcnotifier.runner;

import dev.cdcnotifier.runner.command.RootCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The process: {@code cdc-notifier COMMAND}. Ends with the exit code of its command. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        int exitCode = execute(new FileOutputStream(FileDescriptor.out), System.err, args);
        // Threads that something left behind do not keep a process alive that has done its work.
        System.exit(exitCode);
    }

    /** The exit code; a command whose result could not be written has not done its work. */
    static int execute(OutputStream standardOutput, OutputStream standardError, String... args) {
        WatchedOutput watched = new WatchedOutput(standardOutput);
        PrintWriter out = new PrintWriter(watched, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(standardError, true, StandardCharsets.UTF_8);
        int exitCode = RootCommand.execute(out, err, args);
        out.flush();
        IOException failure = watched.failure();
        if (failure == null || nobodyReads(failure)) {
            return exitCode;
        }
        err.println("cdc-notifier: standard output cannot be written, what is there is not whole: "
                + failure.getMessage() + "; is the disk full?");
        return exitCode == 0 ? 1 : exitCode;
    }

    /** As {@code | head} does, once it has enough. */
    private static boolean nobodyReads(IOException failure) {
        return String.valueOf(failure.getMessage()).contains("Broken pipe");
    }
}
