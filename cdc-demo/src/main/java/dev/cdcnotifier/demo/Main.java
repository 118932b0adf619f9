package dev.cdcnotifier.demo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The demo's entry. */
public final class Main {

    private Main() {}

    /** Runs the demo and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT); // 1,234.5 for everybody
        Console console = Console.of(System.out);
        Interruption interruption = Interruption.ofThisThread();
        int exitCode;
        try {
            exitCode = DemoCommand.execute(
                    options -> new Demo(options, console, interruption).runAndReport(),
                    writer(FileDescriptor.out),
                    writer(FileDescriptor.err),
                    arguments);
        } finally {
            interruption.cleanedUp();
        }
        System.exit(exitCode);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(
                new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8),
                true,
                StandardCharsets.UTF_8);
    }
}
