package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.config.InvalidConfigException;
import java.lang.reflect.Method;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The commands that ask a running process for one thing, and wait for it: a method each. */
final class ControlCommands {

    private static final String EXIT_CODES =
            "Exit codes: 0 done, 1 refused or not done in time, 2 wrong command line or configuration.";

    private ControlCommands() {}

    /** In the order in which help names them. */
    static List<Method> all() {
        return List.of(method("pause"), method("resume"), method("restart"));
    }

    private static Method method(String name) {
        return CommandLine.getCommandMethods(ControlCommands.class, name).get(0);
    }

    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            sortOptions = false,
            description = {
                "End a stream's session in an orderly way and leave it so until resume or restart.",
                "A pause does not outlive the process. Meanwhile the slot holds WAL on the server."
            },
            footer = {"", "Example:", "  cdc-notifier pause cdc_slot_default -c cdc.conf", "", EXIT_CODES})
    static int pause(@Mixin ControlOptions control) throws InvalidConfigException, CommandFailedException {
        return control.ask("pause", (now, changed) -> now.state().equals("PAUSED"));
    }

    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            sortOptions = false,
            description = {
                "Let a stream go on that is paused, waits for its next attempt, or has stopped for an operator.",
                "After a stop it accepts what the stop told of (a slot that was moved, or that is gone and is made again then), and nothing else."
            },
            footer = {"", "Example:", "  cdc-notifier resume cdc_slot_default -c cdc.conf", "", EXIT_CODES})
    static int resume(@Mixin ControlOptions control) throws InvalidConfigException, CommandFailedException {
        return control.ask("resume", (now, changed) -> now.ready());
    }

    @Command(
            name = "restart",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            sortOptions = false,
            description = {
                "End a stream's session in an orderly way and begin a new one at once.",
                "Nothing is lost by it; a message that is in flight may come twice."
            },
            footer = {"", "Example:", "  cdc-notifier restart cdc_slot_default -c cdc.conf", "", EXIT_CODES})
    static int restart(@Mixin ControlOptions control) throws InvalidConfigException, CommandFailedException {
        return control.ask("restart", (now, changed) -> changed && now.ready());
    }
}
