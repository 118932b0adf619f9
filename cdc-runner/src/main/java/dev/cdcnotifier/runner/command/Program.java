package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.inspection.Remedy;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How this program is called here, so that a command that a message prints works when it is pasted. Immutable. */
final class Program {

    /** The launchers set it to the name that they were called by. */
    private static final String VARIABLE = "CDC_NOTIFIER_COMMAND";

    private final String name;

    /** As this process was called. */
    Program() {
        this(System.getenv());
    }

    Program(Map<String, String> environment) {
        String called = environment.get(VARIABLE);
        name = called == null || called.isBlank() ? "cdc-notifier" : called;
    }

    /** A command line of it; each word is quoted where a shell needs that. */
    String command(String... words) {
        return Stream.concat(Stream.of(name), Arrays.stream(words))
                .map(Remedy::word)
                .collect(Collectors.joining(" "));
    }
}
