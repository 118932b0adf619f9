package dev.cdcnotifier.change;

/**
 * A row that can never become a message, however often it is tried. The message says what is wrong with it by field and
 * kind and never shows row data.
 */
public final class PoisonRowException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param reason what is wrong, in one sentence without row data */
    public PoisonRowException(String reason) {
        super(reason);
    }
}
