package dev.cdcnotifier.pgoutput;

/**
 * Bytes that are no valid pgoutput message: truncated, of an unknown type, or with a length, count or flag that cannot
 * be true. The message names the kind of message and the field, with offsets and numbers, never row data.
 */
public final class PgOutputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * @param field where it went wrong, for example {@code Insert.newTuple.column[3].length}
     * @param problem what is wrong there
     */
    public PgOutputException(String field, String problem) {
        super("malformed pgoutput message: " + field + ": " + problem);
        this.field = field;
    }

    static PgOutputException truncated(String field, int needed, int left) {
        return new PgOutputException(field, "needs " + needed + " bytes, " + left + " are left");
    }

    static PgOutputException trailing(String message, int bytes) {
        return new PgOutputException(message, bytes + " bytes follow the complete message");
    }

    static PgOutputException unexpected(String field, byte found, String expected) {
        return new PgOutputException(field, String.format("0x%02x is not %s", found, expected));
    }

    public String field() {
        return field;
    }
}
