package dev.cdcnotifier.runner.command;

import java.io.PrintWriter;
import java.util.List;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: {@code cdc-notifier COMMAND}, {@code --version}, {@code --help}. */
@Command(
        name = "cdc-notifier",
        description = "Change data capture from PostgreSQL to Kafka that loses nothing.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footer = {
            "",
            "Exit codes: 0 ended on request, 1 could not start or failed, 2 wrong command line or configuration."
        })
public final class RootCommand implements Runnable {

    private static final String RUN = "run";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private RootCommand() {}

    /**
     * Runs a command line and returns its exit code: 0 done, 1 failed, 2 wrong usage or configuration.
     *
     * @param out where help and version go
     * @param err where complaints go, one line each
     */
    public static int execute(PrintWriter out, PrintWriter err, String... args) {
        return commandLine(args)
                .setOut(out)
                .setErr(err)
                .setExecutionStrategy(HelpText::helpOrRun)
                .setParameterExceptionHandler(new UsageErrorHandler())
                .setExecutionExceptionHandler(new FailureHandler())
                .execute(args);
    }

    /** With every command; but the start of streams does not wait until the annotations of all others are read. */
    static CommandLine commandLine(String... args) {
        CommandLine line = new CommandLine(new RootCommand()).addSubcommand(RunCommand.class);
        if (args.length == 0 || !args[0].equals(RUN)) {
            Others.LOOKING.forEach(line::addSubcommand);
            ControlCommands.all().forEach(line::addSubcommand);
            Others.FURTHER.forEach(line::addSubcommand);
        }
        return line;
    }

    /** A class of its own, so that they are not even loaded for {@code run}. */
    private static final class Others {
        static final List<Class<?>> LOOKING = List.of(
                CheckCommand.class,
                InitCommand.class,
                DropCommand.class,
                ConfigCommand.class,
                StatusCommand.class,
                DescribeCommand.class);

        static final List<Class<?>> FURTHER = List.of(
                SkipCommand.class,
                DecodeCommand.class,
                VerifyCommand.class,
                ImportCommand.class,
                DemoCommand.class,
                GenerateCompletion.class);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
