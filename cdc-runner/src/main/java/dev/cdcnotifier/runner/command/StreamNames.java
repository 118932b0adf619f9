package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.config.NearestName;
import dev.cdcnotifier.runner.config.RunnerConfig;
import dev.cdcnotifier.runner.config.StreamConfig;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Finds the stream that a user means. */
final class StreamNames {

    private StreamNames() {}

    /**
     * The stream of that name, {@code db_ref/slot}, or of that slot when only one database has it.
     *
     * @throws ParameterException when there is none, or more than one
     */
    static StreamConfig find(RunnerConfig config, String name, CommandLine command) {
        List<StreamConfig> meant = config.streams().stream()
                .filter(stream ->
                        stream.name().equals(name) || stream.slot().value().equals(name))
                .toList();
        if (meant.size() == 1) {
            return meant.get(0);
        }
        List<String> names = config.streams().stream().map(StreamConfig::name).toList();
        throw new ParameterException(
                command,
                meant.isEmpty()
                        ? "there is no stream \"" + name + "\" in the configuration" + hint(name, names)
                        : "slot \"" + name + "\" is in several databases: "
                                + meant.stream().map(StreamConfig::name).collect(Collectors.joining(", ")));
    }

    private static String hint(String name, List<String> names) {
        String nearest = NearestName.hint(name, names);
        return nearest.isEmpty() ? "; there is " + String.join(", ", names) : nearest;
    }
}
