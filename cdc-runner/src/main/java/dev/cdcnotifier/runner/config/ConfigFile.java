package dev.cdcnotifier.runner.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a configuration file, with {@code reference.conf} for what it leaves out and environment variables for {@code
 * ${?NAME}}. System properties mean nothing here.
 */
public final class ConfigFile {

    private static final String ROOT = "cdc-notifier";

    private ConfigFile() {}

    /**
     * The configuration of that file.
     *
     * @throws InvalidConfigException with everything that is wrong with it; a file that cannot be read or is not HOCON
     *     is one problem
     */
    public static RunnerConfig load(Path file) throws InvalidConfigException {
        Problems problems = new Problems();
        Section root = Section.root(parse(file).root(), problems).withFallback(reference(problems));
        Section section = root.child(ROOT);
        root.refuseUnknownKeys();

        HttpConfig http = http(section.child("http"));
        Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        Map<String, Optional<DatabaseConfig>> databases = databases(section, new DatabaseReader(directory));
        Map<String, Map<String, String>> kafkaClients = kafkaClients(section.child("kafka-clients"));
        Section progressor = section.child("progressor");
        SlotOptionsReader.read(progressor);
        List<StreamConfig> streams =
                new StreamsReader(databases, kafkaClients, progressor).read(progressor.child("streams"));
        progressor.refuseUnknownKeys();
        section.refuseUnknownKeys();

        if (!problems.isEmpty()) {
            throw new InvalidConfigException(file, problems.inOrderOfTheFile());
        }
        return new RunnerConfig(http, streams, kafkaClients);
    }

    private static HttpConfig http(Section section) {
        HttpConfig http = new HttpConfig(
                section.setting("host", Values::text), section.setting("port", Values.integer(0, 65_535)));
        section.refuseUnknownKeys();
        return http;
    }

    private static Map<String, Optional<DatabaseConfig>> databases(Section section, DatabaseReader reader) {
        Section defaults = section.child("database-defaults");
        reader.check(defaults);
        Section declared = section.child("databases");
        Map<String, Optional<DatabaseConfig>> databases = new LinkedHashMap<>();
        for (String ref : declared.keys()) {
            databases.put(ref, declared.entry(ref).flatMap(database -> reader.read(database.withFallback(defaults))));
        }
        return databases;
    }

    private static Map<String, Map<String, String>> kafkaClients(Section declared) {
        Map<String, Map<String, String>> clients = new LinkedHashMap<>();
        for (String name : declared.keys()) {
            clients.put(name, declared.entry(name).map(KafkaClientReader::read).orElse(Map.of()));
        }
        return clients;
    }

    private static Section reference(Problems problems) {
        Config reference = ConfigFactory.parseResources(ConfigFile.class.getClassLoader(), "reference.conf");
        return Section.root(reference.root(), problems);
    }

    private static Config parse(Path file) throws InvalidConfigException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw unusable(file, Files.exists(file) ? "cannot be read: not a file, or no right to" : "does not exist");
        }
        try {
            ConfigParseOptions options =
                    ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setAllowMissing(false);
            return ConfigFactory.parseFile(file.toFile(), options).resolve();
        } catch (ConfigException e) {
            throw new InvalidConfigException(file, List.of(SyntaxError.explain(e, file)));
        }
    }

    private static InvalidConfigException unusable(Path file, String message) {
        return new InvalidConfigException(file, List.of(new ConfigProblem("", file + ": " + message, "", 0)));
    }
}
