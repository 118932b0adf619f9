package dev.cdcnotifier.runner.command;

import picocli.CommandLine.Option;

/** {@code --yes}, for every command that asks before it changes something. */
final class YesOption {

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    /** Whoever has to agree. */
    Confirmation confirmation() {
        return Confirmation.onTerminal(yes);
    }
}
