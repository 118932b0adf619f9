package dev.cdcnotifier.replication;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A stream cannot start, or go on, because the server is not set up for it. Its message names every problem that was
 * found and ends with the SQL to run.
 */
public final class PreconditionException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;
    private final Reason reason;

    /** @param problems at least one, the one to be named first at the head */
    public PreconditionException(List<Problem> problems) {
        super(text(problems));
        this.problems = List.copyOf(problems);
        this.reason = problems.get(0).reason();
    }

    PreconditionException(Reason reason, String message, String... sql) {
        this(List.of(new Problem(reason, message, sql)));
    }

    /** Throws when there is something to throw about. */
    static void throwIfAny(List<Problem> problems) throws PreconditionException {
        if (!problems.isEmpty()) {
            throw new PreconditionException(problems);
        }
    }

    /** The reason of the first problem. */
    public Reason reason() {
        return reason;
    }

    public List<Problem> problems() {
        return problems;
    }

    /** All statements that mend the problems, in the order in which they are to be run. */
    public List<String> sql() {
        return problems.stream().flatMap(p -> p.sql().stream()).toList();
    }

    private static String text(List<Problem> problems) {
        String what = problems.stream().map(Problem::message).collect(Collectors.joining("; "));
        String sql = problems.stream().flatMap(p -> p.sql().stream()).collect(Collectors.joining(" "));
        return sql.isEmpty() ? what : what + ". Run: " + sql;
    }
}
