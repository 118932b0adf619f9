package dev.cdcnotifier.runner.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where a configuration is when no option names one: the variable {@code CDC_CONFIG}, else one of the usual places. */
final class ConfigLocation {

    static final String VARIABLE = "CDC_CONFIG";

    /** In the order in which they are looked at. */
    private static final List<Path> USUAL =
            List.of(Path.of("cdc-notifier.conf"), Path.of("/etc/cdc-notifier/cdc-notifier.conf"));

    private final Map<String, String> environment;
    private final List<Path> usual;

    /** What was found.
     *
     * @param file the file; where a variable names it, it may not be there
     * @param origin how it was found, for the user
     * @param named whether somebody named it, rather than it being at a usual place
     */
    record Found(Path file, String origin, boolean named) {}

    ConfigLocation() {
        this(System.getenv(), USUAL);
    }

    ConfigLocation(Map<String, String> environment, List<Path> usual) {
        this.environment = environment;
        this.usual = usual;
    }

    /** The option's file, else that of the variable, else the first usual place where there is one. */
    Optional<Found> find(@Nullable Path option) {
        if (option != null) {
            return Optional.of(new Found(option, "--config", true));
        }
        String variable = environment.get(VARIABLE);
        if (variable != null && !variable.isBlank()) {
            return Optional.of(new Found(Path.of(variable.strip()), VARIABLE, true));
        }
        return usual.stream()
                .filter(Files::isRegularFile)
                .findFirst()
                .map(file -> new Found(file, file.isAbsolute() ? "its usual place" : "the working directory", false));
    }

    /** What to say when there is none. */
    String nowhere() {
        return "no configuration: give --config FILE, or set " + VARIABLE + "; there is none at "
                + usual.stream().map(Path::toAbsolutePath).map(Path::toString).collect(Collectors.joining(" or "));
    }
}
