package dev.cdcnotifier.runner.runbook;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a page says a command prints. {@code …} stands for anything within a line, and alone on a line for any lines. The
 * width of columns, empty lines and psql's count of rows do not matter.
 *
 * @param text as it stands in the page
 */
public record Expected(String text) {

    private static final String ANYTHING = "…";

    /** Whether the output is what the page says. */
    public boolean matches(String output) {
        return pattern().matcher(joined(output)).matches();
    }

    /** Whether a line somewhere in a log is what the page says, all of them in this order. */
    public boolean isIn(String log) {
        String lines = lines(text).stream()
                .map(line -> ".*" + quoted(line) + "[^\n]*\n")
                .collect(Collectors.joining());
        return Pattern.compile(lines + ".*", Pattern.DOTALL)
                .matcher(joined(log))
                .matches();
    }

    private Pattern pattern() {
        return Pattern.compile(lines(text).stream()
                .map(line -> line.equals(ANYTHING) ? "(?:[^\n]*\n)*" : quoted(line) + '\n')
                .collect(Collectors.joining()));
    }

    private static String quoted(String line) {
        return Arrays.stream(line.split(ANYTHING, -1)).map(Pattern::quote).collect(Collectors.joining("[^\n]*"));
    }

    private static String joined(String text) {
        return lines(text).stream().map(line -> line + '\n').collect(Collectors.joining());
    }

    private static List<String> lines(String text) {
        return text.lines()
                .map(line -> line.strip().replaceAll("\\h+", " ").replaceAll("-{2,}", "--"))
                .filter(line -> !line.isEmpty() && !line.matches("\\(\\d+ rows?\\)"))
                .toList();
    }
}
