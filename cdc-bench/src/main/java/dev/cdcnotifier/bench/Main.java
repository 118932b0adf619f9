package dev.cdcnotifier.bench;

import java.util.Locale;
import picocli.CommandLine;

/** The benchmark's entry. */
public final class Main {

    private Main() {}

    /** Runs the benchmark and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(new CommandLine(new BenchCommand()).execute(arguments));
    }
}
