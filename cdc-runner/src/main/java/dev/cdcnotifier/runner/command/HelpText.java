package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.text.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Help as it is printed. The library breaks lines at hyphens and slashes too, and so inside of names, paths and commands;
 * here lines are broken at spaces alone, and a line that is a command is never broken. Pure but for {@link #helpOrRun}.
 */
final class HelpText {

    /** Wide enough that the library breaks nothing. */
    private static final int UNBROKEN = 4_000;

    private static final int NARROWEST = 40;
    private static final int WIDEST = 160;

    private static final Pattern EXAMPLE = Pattern.compile("^ +cdc-notifier .*");

    /** An option and what it is for, or the synopsis: where its further lines begin. */
    private static final Pattern HANGING =
            Pattern.compile("^(Usage: (?:cdc-notifier )?[a-z-]* ?| {2,6}-\\S+?(?:, --\\S+)? +|\\s*\\S.*?\\s{2,}|\\s*)");

    private HelpText() {}

    /** Prints the help that is asked for, or runs the command. */
    static int helpOrRun(ParseResult parsed) {
        for (CommandLine command : parsed.asCommandLineList()) {
            if (command.isUsageHelpRequested()) {
                of(command, width(System.getenv(), command)).forEach(command.getOut()::println);
                return command.getCommandSpec().exitCodeOnUsageHelp();
            }
        }
        return new RunLast().execute(parsed);
    }

    /** What the environment says of the terminal's width, or what is customary. */
    static int width(Map<String, String> environment, CommandLine command) {
        int columns;
        try {
            columns = Integer.parseInt(environment.getOrDefault("COLUMNS", "").strip());
        } catch (NumberFormatException e) {
            command.setUsageHelpAutoWidth(Terminal.isThere());
            columns = command.getUsageHelpWidth();
            command.setUsageHelpAutoWidth(false);
        }
        return Math.max(NARROWEST, Math.min(WIDEST, columns));
    }

    /** The lines of a command's help. */
    static List<String> of(CommandLine command, int width) {
        command.setUsageHelpWidth(UNBROKEN);
        List<String> lines = new ArrayList<>();
        boolean continues = false;
        for (String line : command.getUsageMessage(CommandLine.Help.Ansi.OFF).split("\\R")) {
            boolean example = continues || EXAMPLE.matcher(line).matches();
            continues = example && (line.endsWith("\\") || line.endsWith("|"));
            lines.addAll(example ? List.of(line) : broken(line, width));
        }
        return lines;
    }

    private static List<String> broken(String line, int width) {
        if (line.length() <= width) {
            return List.of(line);
        }
        Matcher hanging = HANGING.matcher(line);
        int indent = hanging.find() ? hanging.end() : 0;
        String further = " ".repeat(indent < width / 2 ? indent : 4);
        List<String> lines = new ArrayList<>();
        StringBuilder current = new StringBuilder(line.substring(0, indent));
        boolean empty = true;
        for (String word : line.substring(indent).split(" ")) {
            if (!empty && current.length() + 1 + word.length() > width) {
                lines.add(current.toString());
                current = new StringBuilder(further);
                empty = true;
            }
            current.append(empty ? "" : " ").append(word);
            empty = false;
        }
        lines.add(current.toString());
        return lines;
    }
}
