package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.delivery.ProducerSettings;
import dev.cdcnotifier.runner.config.ConfigFile;
import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.config.NearestName;
import dev.cdcnotifier.runner.config.RunnerConfig;
import dev.cdcnotifier.runner.topic.Cluster;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which Kafka to talk to: a client of a configuration, or an address. */
final class KafkaOptions {

    @ArgGroup(exclusive = false)
    @Nullable
    Configured configured;

    @ArgGroup(exclusive = false)
    @Nullable
    Direct direct;

    /** {@code --config FILE [--kafka-client NAME]}. */
    static final class Configured {

        @Option(
                names = {"-c", "--config"},
                paramLabel = "FILE",
                description = "The configuration (HOCON). " + ConfigOption.DEFAULT)
        @Nullable
        Path file;

        @Option(
                names = "--kafka-client",
                paramLabel = "NAME",
                description =
                        "A client of the configuration. Default: the one that sends to the topic, or the only one.")
        @Nullable
        String client;
    }

    /** {@code --bootstrap-servers H:P [--property k=v]…}. */
    static final class Direct {

        @Option(
                names = {"-b", "--bootstrap-servers"},
                required = true,
                paramLabel = "HOST:PORT",
                description = "The brokers, in place of a configuration; several with commas.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        String bootstrapServers;

        @Option(
                names = {"-X", "--property"},
                paramLabel = "NAME=VALUE",
                description = "A property of a Kafka consumer, for example security.protocol=SSL. Repeatable.")
        Map<String, String> properties = new LinkedHashMap<>();
    }

    /**
     * The cluster that holds a topic.
     *
     * @param command whose options these are
     * @throws ParameterException when they do not say which
     */
    Cluster clusterOf(String topic, CommandLine command) throws InvalidConfigException {
        if (direct == null) {
            Configured given = configured == null ? new Configured() : configured;
            RunnerConfig config = ConfigFile.load(ConfigOption.file(new ConfigLocation(), given.file, command));
            return cluster(config, clientOf(given, config, topic, command), command);
        }
        Map<String, String> properties = new LinkedHashMap<>(direct.properties);
        for (String name : properties.keySet()) {
            Set<String> known = ProducerSettings.namesOfConsumer();
            if (!known.contains(name)) {
                throw new ParameterException(
                        command,
                        "--property " + name + " is no property of a Kafka consumer" + NearestName.hint(name, known));
            }
        }
        properties.put("bootstrap.servers", direct.bootstrapServers);
        return new Cluster(direct.bootstrapServers, properties);
    }

    /** A client of a configuration by its name. */
    static Cluster cluster(RunnerConfig config, String client, CommandLine command) {
        Map<String, String> properties = config.kafkaClients().get(client);
        if (properties == null) {
            Set<String> known = config.kafkaClients().keySet();
            throw new ParameterException(
                    command,
                    "there is no Kafka client \"" + client + "\" in the configuration" + NearestName.hint(client, known)
                            + "; there is " + names(known));
        }
        return new Cluster(client, properties);
    }

    private static String clientOf(Configured configured, RunnerConfig config, String topic, CommandLine command) {
        if (configured.client != null) {
            return configured.client;
        }
        Set<String> senders = config.streams().stream()
                .flatMap(stream -> Stream.concat(
                        Stream.ofNullable(stream.deadLetters()),
                        stream.namespaces().stream().flatMap(route -> Stream.of(route.eventsink(), route.lifecycle()))))
                .filter(destination -> destination.topic().equals(topic))
                .map(destination -> destination.client())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> candidates = senders.isEmpty() ? config.kafkaClients().keySet() : senders;
        if (candidates.size() == 1) {
            return candidates.iterator().next();
        }
        throw new ParameterException(
                command,
                (senders.isEmpty() ? "no client" : "more than one client")
                        + " of the configuration sends to topic " + topic + "; say which to use with --kafka-client: "
                        + names(candidates));
    }

    private static String names(Set<String> names) {
        return String.join(", ", new TreeSet<>(names));
    }
}
