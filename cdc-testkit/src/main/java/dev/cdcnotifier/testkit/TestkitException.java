package dev.cdcnotifier.testkit;

/** The test kit could not do what it was asked for; the message says what happened and what to do. */
public final class TestkitException extends RuntimeException {

    /** With a message for the person who runs the test. */
    public TestkitException(String message) {
        super(message);
    }

    /** With a message for the person who runs the test, and what lies behind it. */
    public TestkitException(String message, Throwable cause) {
        super(message, cause);
    }
}
