package dev.cdcnotifier.runner.http;

/** A request is answered with a status of its own and a sentence for who made it. */
final class RequestRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String outcome;

    /** @param outcome a short code for the audit line */
    RequestRefusedException(int status, String outcome, String message) {
        super(message);
        this.status = status;
        this.outcome = outcome;
    }

    int status() {
        return status;
    }

    String outcome() {
        return outcome;
    }
}
