package dev.cdcnotifier.runner.remote;

/** A process did not do what it was asked over HTTP, or is not there. The message is one line: what happened, what to do. */
public final class RemoteException extends Exception {

    private static final long serialVersionUID = 1L;

    RemoteException(String message) {
        super(message);
    }

    RemoteException(String message, Throwable cause) {
        super(message, cause);
    }
}
