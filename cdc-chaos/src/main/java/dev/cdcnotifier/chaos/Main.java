package dev.cdcnotifier.chaos;

import java.util.Locale;
import picocli.CommandLine;

/** The harness's entry. */
public final class Main {

    private Main() {}

    /** Runs the harness and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(new CommandLine(new ChaosCommand()).execute(arguments));
    }
}
