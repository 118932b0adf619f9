package dev.cdcnotifier.runner.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the file lacks and a configuration needs, as comments to fill in: databases and Kafka clients that the streams name,
 * and streams where there are none.
 */
final class Stubs {

    private final Draft draft;

    /** The names that the streams use, each with the setting that names it first. */
    private final Map<String, Setting> databases = new LinkedHashMap<>();

    private final Map<String, Setting> clients = new LinkedHashMap<>();

    private final Setting root;

    Stubs(Draft draft, Setting root) {
        this.draft = draft;
        this.root = root;
        Optional<Setting> streams = root.entry("cdc_progressor").flatMap(app -> app.entry("streams"));
        for (Setting database : streams.map(Setting::entries).orElse(List.of())) {
            databases.putIfAbsent(database.name(), database);
            for (Setting slot : database.entries()) {
                slot.entries().forEach(this::client);
            }
        }
    }

    /** @param declared what {@code epg_connector} has */
    void databases(Optional<Setting> declared) {
        missing(
                "databases",
                "epg_connector",
                "progressor_db",
                databases,
                declared,
                name -> List.of(
                        Draft.quoted(name) + " {",
                        "  host = \"\"       # the server's name or address",
                        "  port = 5432",
                        "  database = \"\"   # the database's name",
                        "  username = \"\"   # a role that may log in, replicate and read the tables",
                        "  password = \"\"   # or password-file = \"…\"",
                        "}"));
    }

    /** @param declared what {@code brod} has */
    void kafkaClients(Optional<Setting> declared) {
        missing(
                "kafka-clients",
                "brod",
                "default_kafka_client",
                clients,
                declared,
                name -> List.of(Draft.quoted(name)
                        + " { bootstrap.servers = \"\" }   # host:port of a broker or several, with commas"));
    }

    /** For a file that says nothing of streams. */
    void streams() {
        if (!databases.isEmpty()) {
            return;
        }
        draft.comment("The file has no streams in cdc_progressor. Fill this in and remove the comment signs:");
        List.of(
                        "progressor.streams {",
                        "  progressor_db {                            # the name of a block of databases",
                        "    cdc_slot_default {                       # the replication slot",
                        "      \"default/default\" {                    # the namespace",
                        "        kafka-client = default_kafka_client  # the name of a block of kafka-clients",
                        "        eventsink-topic = \"\"",
                        "        lifecycle-topic = \"\"",
                        "      }",
                        "    }",
                        "  }",
                        "}")
                .forEach(draft::comment);
        draft.findings()
                .toDo(
                        root,
                        "It has no streams in cdc_progressor: fill in the stub of cdc-notifier.progressor.streams.");
    }

    private interface Stub {
        List<String> lines(String name);
    }

    private void missing(
            String block,
            String application,
            String example,
            Map<String, Setting> used,
            Optional<Setting> declared,
            Stub stub) {
        Set<String> there = declared.map(Setting::entries).orElse(List.of()).stream()
                .map(Setting::name)
                .collect(Collectors.toSet());
        List<String> missing = new ArrayList<>(used.keySet());
        missing.removeAll(there);
        if (used.isEmpty() && there.isEmpty()) {
            missing.add(example);
        }
        for (String name : missing) {
            draft.comment(
                    "The file does not say this in " + application + ". Fill it in and remove the comment signs:");
            stub.lines(name).forEach(draft::comment);
            draft.findings()
                    .toDo(
                            used.getOrDefault(name, root),
                            "It is not said in " + application + " what " + Draft.quoted(name)
                                    + " is: fill in the stub of cdc-notifier." + block + "." + Draft.quoted(name)
                                    + ".");
        }
    }

    private void client(Setting namespace) {
        namespace.entry("kafka_client").ifPresent(setting -> {
            try {
                String name = Conversions.name(setting).parts().stream()
                        .filter(Value.Literal.class::isInstance)
                        .map(part -> ((Value.Literal) part).text())
                        .collect(Collectors.joining());
                clients.putIfAbsent(name, setting);
            } catch (UntranslatableException e) {
                // It is told where the stream is translated.
            }
        });
    }
}
