package dev.cdcnotifier.runner.http;

/** The HTTP server cannot listen where it was told to; the message says why and what to do. */
public final class HttpUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    HttpUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
