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

    /** The block that everything is in. */
    static final String ROOT = "cdc-notifier";

    /** The resource that has the defaults. */
    static final String REFERENCE = "reference.conf";

    private ConfigFile() {}

    /**
     * The configuration of that file.
     *
     * @throws InvalidConfigException with everything that is wrong with it; a file that cannot be read or is not HOCON
     *     is one problem
     */
    public static RunnerConfig load(Path file) throws InvalidConfigException {
        Problems problems = new Problems();
        Section root = Section.root(parse(file).root(), problems)
                .withFallback(Section.root(reference().root(), problems));
        Section section = root.child(ROOT);
        root.refuseUnknownKeys();

        FileValues files = new FileValues(
                Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file));
        HttpConfig http = new HttpReader(files).read(section.child("http"));
        Map<String, Optional<DatabaseConfig>> databases = databases(section, new DatabaseReader(files));
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

    static Config reference() {
        return ConfigFactory.parseResources(ConfigFile.class.getClassLoader(), REFERENCE);
    }

    static Config parse(Path file) throws InvalidConfigException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw unusable(file, Files.exists(file) ? "cannot be read: not a file, or no right to" : "does not exist");
        }
        try {
            return parseAsWritten(file).resolve();
        } catch (ConfigException e) {
            throw new InvalidConfigException(file, List.of(SyntaxError.explain(e, file)));
        }
    }

    /** The file with its substitutions as they stand there. */
    static Config parseAsWritten(Path file) {
        ConfigParseOptions options =
                ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setAllowMissing(false);
        return ConfigFactory.parseFile(file.toFile(), options);
    }

    private static InvalidConfigException unusable(Path file, String message) {
        return new InvalidConfigException(file, List.of(new ConfigProblem("", file + ": " + message, "", 0)));
    }
}
