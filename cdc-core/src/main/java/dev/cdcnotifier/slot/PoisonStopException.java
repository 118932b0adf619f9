package dev.cdcnotifier.slot;

/** A row cannot become a message and the stream is set to stop at one. Names the row, never its data. */
final class PoisonStopException extends Exception {

    private static final long serialVersionUID = 1L;

    PoisonStopException(String message, Throwable cause) {
        super(message, cause);
    }
}
