package dev.cdcnotifier.bench;

import java.util.Locale;
import picocli.CommandLine;

/** The benchmark's entry. */
public final class Main {

    private Main() {}

    /** Runs the benchmark and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(commandLine().execute(arguments));
    }

    /** The commands; a wrong argument is told in one line. */
    static CommandLine commandLine() {
        return new CommandLine(new BenchCommand()).setParameterExceptionHandler((wrong, arguments) -> {
            wrong.getCommandLine().getErr().println("bench: " + wrong.getMessage());
            return CommandLine.ExitCode.USAGE;
        });
    }
}
