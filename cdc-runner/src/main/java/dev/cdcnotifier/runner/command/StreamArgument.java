package dev.cdcnotifier.runner.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** {@code NAME}: which stream a command is about, the same for every command. */
final class StreamArgument {

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The stream: DB/SLOT as status shows it, or the slot alone where only one database has it.")
    private @Nullable String name;

    @Option(
            names = {"-s", "--slot", "--only"},
            hidden = true,
            paramLabel = "NAME")
    private @Nullable String former;

    /** @throws ParameterException when there is none, or more than one */
    String name() {
        if (name != null && former != null) {
            throw new ParameterException(
                    spec.commandLine(), "one stream at a time: \"" + name + "\" or \"" + former + "\"");
        }
        String named = name == null ? former : name;
        if (named == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "the name of a stream is missing: "
                            + spec.commandLine().getCommandSpec().qualifiedName() + " NAME");
        }
        return named;
    }
}
