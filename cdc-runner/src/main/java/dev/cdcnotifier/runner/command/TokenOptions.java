package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.pg.Secret;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What shows that one may control streams. */
final class TokenOptions {

    private static final String VARIABLE = "CDC_HTTP_TOKEN";

    private final Map<String, String> environment;

    @ArgGroup
    private @Nullable Given given;

    /** With the process's environment. */
    TokenOptions() {
        this(System.getenv());
    }

    TokenOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    /** One of them. */
    static final class Given {

        @Option(
                names = "--token-file",
                paramLabel = "FILE",
                description = "The token is the first line of this file. Default: the environment's " + VARIABLE
                        + ", else that of --config.")
        private @Nullable Path file;

        @Option(
                names = "--token",
                paramLabel = "TOKEN",
                description = "The token itself. Whoever sees the list of processes sees it too.")
        private @Nullable String token;
    }

    /** @param configured what there is when nothing was given */
    Secret token(@Nullable Secret configured) throws CommandFailedException {
        if (given != null && given.file != null) {
            return Secret.inFile(given.file);
        }
        if (given != null && given.token != null) {
            return new Secret(given.token);
        }
        String variable = environment.get(VARIABLE);
        // Set to nothing it is not set.
        if (variable != null && !variable.isBlank()) {
            return new Secret(variable);
        }
        if (configured != null) {
            return configured;
        }
        throw new CommandFailedException(
                "a token is needed: the process's http.token, by --token-file, by the variable " + VARIABLE
                        + ", or by --config when it stands there. A process without http.token takes no orders: give it"
                        + " one and restart it");
    }
}
