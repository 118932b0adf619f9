package dev.cdcnotifier.runner.text;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Whether a person reads this process's output on a terminal. Stateless. */
public final class Terminal {

    private Terminal() {}

    /** True when standard input and output are a terminal that can move its cursor. */
    public static boolean isThere() {
        Console console = System.console();
        return console != null && isTerminal(console) && !"dumb".equals(System.getenv("TERM"));
    }

    /** Shows the question and returns the line that is typed; null when the input ends. */
    public static @Nullable String ask(String question) {
        Console console = System.console();
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
