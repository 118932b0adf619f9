package dev.cdcnotifier.replication;

import java.util.List;

/**
 * One precondition that does not hold.
 *
 * @param reason which one
 * @param message what is wrong, with what, and what it means: a sentence for the operator
 * @param sql the statements that mend it, to be run in this order; empty when SQL cannot
 */
public record Problem(Reason reason, String message, List<String> sql) {

    public Problem {
        sql = List.copyOf(sql);
    }

    Problem(Reason reason, String message, String... sql) {
        this(reason, message, List.of(sql));
    }
}
