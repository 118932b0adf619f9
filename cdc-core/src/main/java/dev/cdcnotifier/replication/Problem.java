package dev.cdcnotifier.replication;

import dev.cdcnotifier.inspection.Remedy;
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

    /** The statements as remedies; what changes the server or its roles is not for the owner of tables to run. */
    public List<Remedy> remedies() {
        boolean admin = reason == Reason.ROLE_CANNOT_REPLICATE || reason == Reason.WAL_LEVEL;
        return admin ? sql.stream().map(Remedy::adminSql).toList() : Remedy.sql(sql);
    }

    Problem(Reason reason, String message, String... sql) {
        this(reason, message, List.of(sql));
    }
}
