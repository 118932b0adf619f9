package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.config.InvalidConfigException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks a running process for it, and waits for it. */
@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "End a stream's session in an orderly way and begin a new one at once.",
            "Nothing is lost by it; a message that is in flight may come twice."
        },
        footer = {
            "",
            "Example:",
            "  cdc-notifier restart -c cdc.conf --slot cdc_slot_default",
            "",
            "Exit codes: 0 done, 1 refused or not done in time, 2 wrong command line or configuration."
        })
final class RestartCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ControlOptions control;

    @Override
    public Integer call() throws InvalidConfigException, CommandFailedException {
        return control.ask(
                control.process(),
                "restart",
                (now, changed) -> changed && now.ready(),
                (process, token) -> process.control(control.slot(), "restart", token));
    }
}
