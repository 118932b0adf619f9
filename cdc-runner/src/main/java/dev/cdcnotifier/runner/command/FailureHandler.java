package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.config.ConfigProblem;
import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.http.HttpUnavailableException;
import dev.cdcnotifier.runner.imports.UnreadableSourceException;
import dev.cdcnotifier.runner.log.LogSetup;
import dev.cdcnotifier.runner.topic.TopicUnreadableException;
import java.io.PrintWriter;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** The single table from what a command throws to what its user reads and to the exit code. */
final class FailureHandler implements IExecutionExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(FailureHandler.class);

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failure instanceof InvalidConfigException invalid) {
            complain(err, invalid);
            return ExitCode.USAGE;
        }
        if (failure instanceof UnreadableSourceException) {
            err.println("cdc-notifier: " + failure.getMessage());
            return ExitCode.USAGE;
        }
        if (failure instanceof CommandFailedException
                || failure instanceof HttpUnavailableException
                || failure instanceof TopicUnreadableException) {
            err.println("cdc-notifier: " + failure.getMessage());
            return ExitCode.SOFTWARE;
        }
        if (!(command.getCommand() instanceof RunCommand)) {
            // Where its result would have gone, a program may be reading.
            LogSetup.toStandardError();
        }
        LOG.error("command failed command={}", command.getCommandName(), failure);
        err.println("cdc-notifier: " + command.getCommandName() + " failed unexpectedly, report it with the log: "
                + failure);
        return ExitCode.SOFTWARE;
    }

    private static void complain(PrintWriter err, InvalidConfigException invalid) {
        List<ConfigProblem> problems = invalid.problems();
        if (problems.size() == 1) {
            err.println("cdc-notifier: " + problems.get(0));
            return;
        }
        err.println("cdc-notifier: " + problems.size() + " problems in " + invalid.file());
        problems.forEach(problem -> err.println("  " + problem));
    }
}
