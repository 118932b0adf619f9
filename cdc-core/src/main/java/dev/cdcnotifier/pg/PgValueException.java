package dev.cdcnotifier.pg;

/**
 * A value that is not of the type it was read as. The message names the type and what is wrong, with lengths and
 * positions, and never shows the value.
 */
public final class PgValueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String type;

    /**
     * @param type the PostgreSQL type it was read as, for example {@code timestamptz}
     * @param problem what is wrong, without the value
     */
    public PgValueException(String type, String problem) {
        super(type + ": " + problem);
        this.type = type;
    }

    private PgValueException(String column, PgValueException cause) {
        super("column " + column + ": " + cause.getMessage(), cause);
        this.type = cause.type;
    }

    /** The same, naming the column too. */
    public PgValueException inColumn(String name) {
        return new PgValueException(name, this);
    }

    public String type() {
        return type;
    }
}
