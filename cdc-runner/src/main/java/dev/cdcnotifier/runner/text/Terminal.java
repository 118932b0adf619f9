package dev.cdcnotifier.runner.text;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Whether a person reads this process's output and can answer it. Stateless. */
public final class Terminal {

    private Terminal() {}

    /** Whether both standard input and standard output are a terminal. */
    public static boolean isThere() {
        @Nullable Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** Whether it is there and understands escape sequences: colours, and a cursor that moves. */
    public static boolean canRedraw() {
        return isThere() && !"dumb".equals(System.getenv("TERM"));
    }

    /** Shows the question and returns the line that is typed; null when the input ends. */
    public static @Nullable String ask(String question) {
        @Nullable Console console = System.console();
        return console == null ? null : console.readLine("%s", question);
    }

    /** From Java 22 on there is a console without a terminal, and a method that tells; before, there was neither. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
