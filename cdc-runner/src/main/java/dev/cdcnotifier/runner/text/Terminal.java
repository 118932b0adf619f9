package dev.cdcnotifier.runner.text;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Whether a person reads this process's output and can answer it. */
public final class Terminal {

    private Terminal() {}

    /** Whether both standard input and standard output are a terminal. */
    public static boolean isThere() {
        @Nullable Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** Shows the question and returns the line that is typed; null when the input ends. */
    public static @Nullable String ask(String question) {
        @Nullable Console console = System.console();
        return console == null ? null : console.readLine("%s", question);
    }

    /** {@code Console.isTerminal()} of Java 22: from there on a console may be there without a terminal. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
