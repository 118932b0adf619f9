package dev.cdcnotifier.bench;

import dev.cdcnotifier.testkit.PgServer;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every benchmark with servers is told: how often, beside which PostgreSQL, and where the report goes. */
final class RunOptions {

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec command;

    @Option(names = "--rounds", paramLabel = "N", description = "How often each one runs (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(
            names = "--postgres",
            paramLabel = "MAJOR",
            description = "PostgreSQL's version (default: ${DEFAULT-VALUE}).")
    private int major = 17;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the report goes (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("target", "bench");

    /**
     * Looks at these options.
     *
     * @throws ParameterException when one is wrong
     */
    void check() {
        require(rounds >= 1, "--rounds must be 1 or more");
        require(PgServer.versions().contains(major), "--postgres must be one of " + PgServer.versions());
    }

    /**
     * Looks at a condition of the command's own.
     *
     * @throws ParameterException with the message when it does not hold
     */
    void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(command.commandLine(), message);
        }
    }

    int rounds() {
        return rounds;
    }

    int major() {
        return major;
    }

    Path out() {
        return out;
    }

    /** The same options for another command. */
    List<String> arguments() {
        return List.of(
                "--rounds", String.valueOf(rounds), "--postgres", String.valueOf(major), "--out", out.toString());
    }
}
