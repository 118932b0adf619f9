package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.config.NearestName;
import dev.cdcnotifier.runner.config.RunnerConfig;
import dev.cdcnotifier.runner.config.StreamConfig;
import dev.cdcnotifier.runner.remote.RemoteProcess;
import dev.cdcnotifier.runner.remote.RemoteStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Finds the streams that a user means: by {@code db/slot}, or by the slot alone where only one database has it. */
final class StreamNames {

    private StreamNames() {}

    /**
     * Streams of a configuration, in the order in which they are named; all when there is no name.
     *
     * @throws ParameterException when a name is that of none, or of more than one
     */
    static List<StreamConfig> find(RunnerConfig config, List<String> names, CommandLine command) {
        return names.isEmpty()
                ? config.streams()
                : new Search<>(
                                config.streams(),
                                StreamConfig::name,
                                stream -> stream.slot().value(),
                                "in the configuration",
                                command)
                        .find(names);
    }

    /** The same among the streams of a process. */
    static List<RemoteStream> find(
            RemoteProcess process, List<RemoteStream> streams, List<String> names, CommandLine command) {
        return names.isEmpty()
                ? streams
                : new Search<>(streams, RemoteStream::stream, RemoteStream::slot, "at " + process.url(), command)
                        .find(names);
    }

    private record Search<T>(
            List<T> streams, Function<T, String> name, Function<T, String> slot, String where, CommandLine command) {

        List<T> find(List<String> names) {
            Set<T> found = new LinkedHashSet<>();
            names.forEach(wanted -> found.add(find(wanted)));
            return new ArrayList<>(found);
        }

        private T find(String wanted) {
            List<T> meant = streams.stream()
                    .filter(stream -> name.apply(stream).equals(wanted)
                            || slot.apply(stream).equals(wanted))
                    .toList();
            if (meant.size() == 1) {
                return meant.get(0);
            }
            throw new ParameterException(
                    command,
                    meant.isEmpty()
                            ? "there is no stream \"" + wanted + "\" " + where + hint(wanted)
                            : "slot \"" + wanted + "\" is in several databases: name one of " + names(meant));
        }

        private String hint(String wanted) {
            List<String> known = streams.stream()
                    .flatMap(stream -> Stream.of(name.apply(stream), slot.apply(stream)))
                    .toList();
            String nearest = NearestName.hint(wanted, known);
            return nearest.isEmpty() ? "; there is " + names(streams) : nearest;
        }

        private String names(List<T> some) {
            return some.stream().map(name).collect(Collectors.joining(", "));
        }
    }
}
