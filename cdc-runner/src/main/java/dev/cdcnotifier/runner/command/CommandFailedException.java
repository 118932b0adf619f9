package dev.cdcnotifier.runner.command;

/** A command could not do what it was asked to. The message is one line for the user: what happened and what to do. */
final class CommandFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    CommandFailedException(String message) {
        super(message);
    }

    CommandFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
