package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.config.NearestName;
import dev.cdcnotifier.runner.config.RunnerConfig;
import dev.cdcnotifier.runner.config.StreamConfig;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        throw new ParameterException(
                command,
                meant.isEmpty()
                        ? "there is no stream \"" + name + "\" in the configuration" + hint(name, config.streams())
                        : "slot \"" + name + "\" is in several databases: " + names(meant));
    }

    private static String hint(String name, List<StreamConfig> streams) {
        List<String> known = streams.stream()
                .flatMap(stream -> Stream.of(stream.name(), stream.slot().value()))
                .toList();
        String nearest = NearestName.hint(name, known);
        return nearest.isEmpty() ? "; there is " + names(streams) : nearest;
    }

    private static String names(List<StreamConfig> streams) {
        return streams.stream().map(StreamConfig::name).collect(Collectors.joining(", "));
    }
}
