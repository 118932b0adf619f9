package dev.cdcnotifier.runner.runbook;

import org.jspecify.annotations.Nullable;

/** A step of a runbook's page; {@code docs/runbooks/README.md} says how each is written. */
public sealed interface Step {

    /** Where in the page it begins, from 1. */
    int line();

    /** What is expected of a command. */
    enum Outcome {
        /** It ends well. */
        SUCCEEDS,
        /** It is refused, and the page says so. */
        FAILS,
        /** It is repeated until it prints what the page says. */
        UNTIL
    }

    /**
     * A command.
     *
     * @param script for a shell
     * @param expected what it prints; anything when the page does not say
     */
    record Command(int line, String script, Outcome outcome, @Nullable Expected expected) implements Step {}

    /** Something to put into the configuration. */
    record Setting(int line, String hocon) implements Step {}

    /** What the log says by then. */
    record LogLines(int line, Expected lines) implements Step {}

    /** Something that happens to the operator, unseen in the page. */
    record Event(int line, String name) implements Step {}

    /** A command that cannot be run in a test, and why. */
    record NotRun(int line, String reason) implements Step {}
}
