package dev.cdcnotifier.runner.imports;

/** The file to import is not there or is not a {@code sys.config}. The message is one line, with the place. */
public final class UnreadableSourceException extends Exception {

    private static final long serialVersionUID = 1L;

    UnreadableSourceException(String message, Throwable cause) {
        super(message, cause);
    }

    UnreadableSourceException(String message) {
        super(message);
    }
}
