package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.config.InvalidConfigException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks a running process for it, and waits for it. */
@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "End a stream's session in an orderly way and leave it so until resume or restart.",
            "A pause does not outlive the process. Meanwhile the slot holds WAL on the server."
        },
        footer = {
            "",
            "Example:",
            "  cdc-notifier pause -c cdc.conf --slot cdc_slot_default",
            "",
            "Exit codes: 0 done, 1 refused or not done in time, 2 wrong command line or configuration."
        })
final class PauseCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ControlOptions control;

    @Override
    public Integer call() throws InvalidConfigException, CommandFailedException {
        return control.ask(
                control.process(),
                "pause",
                (now, changed) -> now.state().equals("PAUSED"),
                (process, token) -> process.control(control.slot(), "pause", token));
    }
}
