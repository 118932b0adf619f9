package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.config.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

/** Says what is wrong with a command line in one line, with the nearest word there is. */
final class UsageErrorHandler implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException error, String[] args) {
        CommandLine command = error.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + explain(error) + "; see " + name + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static String explain(ParameterException error) {
        // A mistyped option is also a missing one; what was typed says more.
        List<String> unmatched = error.getCommandLine().getUnmatchedArguments();
        if (!unmatched.isEmpty()) {
            String word = unmatched.get(0);
            boolean takesCommand = !error.getCommandLine().getSubcommands().isEmpty();
            String kind = word.startsWith("-") ? "option" : takesCommand ? "command" : "argument";
            return "unknown " + kind + " \"" + word + "\"" + NearestName.hint(word, words(error.getCommandLine()));
        }
        String message = String.valueOf(error.getMessage()).replaceFirst("^Error: ", "");
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    private static List<String> words(CommandLine command) {
        List<String> words = new ArrayList<>(command.getSubcommands().keySet());
        words.addAll(command.getCommandSpec().optionsMap().keySet());
        return words;
    }
}
