package dev.cdcnotifier.runner.text;

import org.jspecify.annotations.Nullable;

/**
 * Colours for a terminal, or none. Everything that is coloured also says in words what the colour means. Immutable.
 *
 * <p>See <a href="https://no-color.org">no-color.org</a> for {@code NO_COLOR}.
 */
public enum Style {
    /** Escape sequences (ECMA-48). */
    COLOURED,
    /** Text as it is. */
    PLAIN;

    private static final String RESET = "\u001b[0m";

    /** Colours when a person reads this process's output on a terminal and has not asked for none. */
    public static Style ofTerminal() {
        boolean wanted = Terminal.isThere() && isEmpty(System.getenv("NO_COLOR"));
        return wanted ? COLOURED : PLAIN;
    }

    /** For what is as it should be. */
    public String good(String text) {
        return in("32", text);
    }

    /** For what deserves a look. */
    public String doubtful(String text) {
        return in("33", text);
    }

    /** For what is not as it should be. */
    public String bad(String text) {
        return in("31", text);
    }

    /** For headings. */
    public String strong(String text) {
        return in("1", text);
    }

    /** For what matters less. */
    public String faint(String text) {
        return in("2", text);
    }

    private String in(String code, String text) {
        return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + RESET;
    }

    private static boolean isEmpty(@Nullable String value) {
        return value == null || value.isEmpty();
    }
}
