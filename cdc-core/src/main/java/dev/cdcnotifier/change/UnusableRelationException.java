package dev.cdcnotifier.change;

import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;

/**
 * A table whose rows matter and cannot be judged as it is set up now. An operator has to mend the table; nothing is
 * skipped meanwhile.
 */
public final class UnusableRelationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param problem what is wrong, naming the column where there is one
     * @param remedy what to do, with the SQL where SQL mends it
     */
    public UnusableRelationException(Relation relation, String problem, String remedy) {
        super("table " + relation.displayName() + ": " + problem + "; " + remedy);
    }
}
