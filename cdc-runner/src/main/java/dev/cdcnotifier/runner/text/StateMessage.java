package dev.cdcnotifier.runner.text;

import java.util.ArrayList;
import java.util.List;

/**
 * The message of a stream's state, taken apart: what happened, and the statements that mend it, in the order in which they
 * are to be run. Immutable.
 */
public record StateMessage(String what, List<String> sql) {

    /** How {@code PreconditionException} puts the statements behind what happened. */
    private static final String RUN = ". Run: ";

    private static final char NONE = 0;

    public StateMessage {
        sql = List.copyOf(sql);
    }

    public static StateMessage of(String message) {
        int at = message.indexOf(RUN);
        return at < 0
                ? new StateMessage(message, List.of())
                : new StateMessage(message.substring(0, at + 1), statements(message.substring(at + RUN.length())));
    }

    /** Each ends with a semicolon outside of quotes; a doubled quote ends and begins one at once. */
    private static List<String> statements(String sql) {
        List<String> statements = new ArrayList<>();
        char quote = NONE;
        int from = 0;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (quote != NONE) {
                quote = c == quote ? NONE : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == ';') {
                statements.add(sql.substring(from, i + 1).strip());
                from = i + 1;
            }
        }
        String rest = sql.substring(from).strip();
        if (!rest.isEmpty()) {
            statements.add(rest);
        }
        return statements;
    }
}
