package dev.cdcnotifier.demo;

import java.io.PrintWriter;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The demo's command line: runs the demo with what was asked for, or says in one line what is wrong (exit code 2). */
@Command(
        name = "cdc-notifier demo",
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Starts PostgreSQL, Kafka and cdc-notifier on this machine, has a simulated process engine commit"
                    + " transactions, and compares what arrives in Kafka with what was committed. Leaves nothing behind.",
            ""
        },
        footer = {
            "",
            "Exit code: 0 when nothing was lost, nothing out of order and nothing twice; 1 otherwise; 2 for a wrong"
                    + " argument."
        })
final class DemoCommand implements Runnable {

    private final ToIntFunction<DemoOptions> demo;
    private int exitCode;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "20",
            description = "How long the load lasts, 1 to 3600 (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "500",
            description = "Transactions per second, 1 to 10000 (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--keep",
            description = "Keep everything running after the verdict, under a light load, until Ctrl-C.")
    private boolean keep;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli's
    private boolean help;

    private DemoCommand(ToIntFunction<DemoOptions> demo) {
        this.demo = demo;
    }

    /**
     * Reads the arguments and runs the demo.
     *
     * @return the exit code
     */
    static int execute(ToIntFunction<DemoOptions> demo, PrintWriter out, PrintWriter err, String... arguments) {
        DemoCommand command = new DemoCommand(demo);
        CommandLine line = new CommandLine(command)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((wrong, args) -> {
                    err.println("cdc-notifier demo: " + wrong.getMessage() + " (--help shows the options)");
                    err.flush();
                    return CommandLine.ExitCode.USAGE;
                });
        int usage = line.execute(arguments);
        return usage == CommandLine.ExitCode.OK ? command.exitCode : usage;
    }

    @Override
    public void run() {
        within("--seconds", seconds, DemoOptions.MAX_SECONDS);
        within("--rate", rate, DemoOptions.MAX_RATE);
        exitCode = demo.applyAsInt(new DemoOptions(seconds, rate, keep));
    }

    private void within(String option, int value, int max) {
        if (value < 1 || value > max) {
            throw new ParameterException(
                    spec.commandLine(), "%s must be 1 to %d, not %d".formatted(option, max, value));
        }
    }
}
