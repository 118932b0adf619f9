package dev.cdcnotifier.supervision;

/** What a failure asks for. */
public enum FailureKind {
    /** It may pass by itself: try again soon. */
    TRANSIENT,
    /** Somebody else holds what the worker needs: stand by and take over when it is free. */
    BUSY,
    /** It lasts until an operator mends something outside: say what, look again regularly, go on by itself once mended. */
    NEEDS_OPERATOR,
    /** It lasts, and each attempt would send messages again: say what, and wait for an operator's restart. */
    HALT,
    /** Nobody expected it: loud, tried again slowly, never skipped. */
    BUG
}
