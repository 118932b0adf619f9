package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.config.InvalidConfigException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks a running process for it, and waits for it. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Let a stream go on that is paused, waits for its next attempt, or has stopped for an operator.",
            "After a stop it accepts the slot where it is, as a restart of the process would."
        },
        footer = {
            "",
            "Example:",
            "  cdc-notifier resume -c cdc.conf --slot cdc_slot_default",
            "",
            "Exit codes: 0 done, 1 refused or not done in time, 2 wrong command line or configuration."
        })
final class ResumeCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ControlOptions control;

    @Override
    public Integer call() throws InvalidConfigException, CommandFailedException {
        return control.ask(
                control.process(),
                "resume",
                (now, changed) -> now.ready(),
                (process, token) -> process.control(control.slot(), "resume", token));
    }
}
