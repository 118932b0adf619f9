package dev.cdcnotifier.runner.config;

import com.typesafe.config.ConfigObject;
import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.progressor.NamespaceRoute;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code progressor.streams}: databases, in them slots, in them namespaces. */
final class StreamsReader {

    /** The block of a slot that holds its own settings, unless it looks like a namespace. */
    static final String SETTINGS = "settings";

    private final Map<String, Optional<DatabaseConfig>> databases;
    private final Map<String, Map<String, String>> kafkaClients;
    private final Section progressor;
    private final NamespaceReader namespaces;
    private final UsedOnce usedOnce = new UsedOnce();
    private final List<StreamConfig> streams = new ArrayList<>();

    /**
     * @param databases those declared; without a value where a block has problems
     * @param kafkaClients those declared, with their properties
     * @param progressor what slots fall back to
     */
    StreamsReader(
            Map<String, Optional<DatabaseConfig>> databases,
            Map<String, Map<String, String>> kafkaClients,
            Section progressor) {
        this.databases = databases;
        this.kafkaClients = kafkaClients;
        this.progressor = progressor;
        this.namespaces = new NamespaceReader(kafkaClients.keySet());
    }

    /** The streams that can be told apart from their problems: all of them when there are no problems. */
    List<StreamConfig> read(Section section) {
        if (section.keys().isEmpty()) {
            section.problem("is empty: there is nothing to stream");
        }
        for (String ref : section.keys()) {
            if (!databases.containsKey(ref)) {
                section.problem(ref, References.unknownDatabase(ref, databases.keySet()));
            }
            Optional<DatabaseConfig> database = databases.getOrDefault(ref, Optional.empty());
            section.entry(ref).ifPresent(slots -> readSlots(slots, database));
        }
        return streams;
    }

    private void readSlots(Section slots, Optional<DatabaseConfig> database) {
        if (slots.keys().isEmpty()) {
            slots.problem("holds no slot; name one, or leave this block out");
        }
        for (String name : slots.keys()) {
            slots.entry(name).ifPresent(slot -> readSlot(slots.name(), slot, database));
        }
    }

    private void readSlot(String ref, Section slot, Optional<DatabaseConfig> database) {
        Optional<SlotName> name = slotName(slot);
        List<NamespaceRoute> routes = readNamespaces(slot, database);
        Section settings = settings(slot);
        SlotOptions options = SlotOptionsReader.read(settings);
        Set<String> used = new LinkedHashSet<>();
        routes.forEach(route -> used.add(route.client()));
        Optional<Destination> deadLetters = SlotOptionsReader.deadLetters(settings, kafkaClients.keySet(), used);
        deadLetters.ifPresent(destination -> used.add(destination.client()));
        SlotOptionsReader.requireOneClient(settings, options, used);
        if (name.isEmpty() || database.isEmpty()) {
            return;
        }
        usedOnce.slot(database.get().endpoint(), slot);
        streams.add(new StreamConfig(
                ref + "/" + name.get(),
                database.get().endpoint(),
                name.get(),
                options,
                deadLetters.orElse(null),
                routes,
                properties(used)));
    }

    private List<NamespaceRoute> readNamespaces(Section slot, Optional<DatabaseConfig> database) {
        List<String> ids =
                slot.keys().stream().filter(key -> !isSettings(slot, key)).toList();
        if (ids.isEmpty()) {
            slot.problem("holds no namespace; name one, or leave this slot out");
        }
        List<NamespaceRoute> routes = new ArrayList<>();
        for (String id : ids) {
            slot.entry(id).ifPresent(namespace -> {
                database.ifPresent(known -> usedOnce.namespace(known.endpoint(), namespace));
                namespaces.read(namespace, database).ifPresent(routes::add);
            });
        }
        return routes;
    }

    /** What holds for the slot: its own block, if there is one, before what holds for all. */
    private Section settings(Section slot) {
        if (!isSettings(slot, SETTINGS)) {
            return progressor;
        }
        Section settings = slot.child(SETTINGS).withFallback(progressor);
        SlotOptionsReader.read(settings);
        settings.refuseUnknownKeys();
        return settings;
    }

    private static boolean isSettings(Section slot, String key) {
        return key.equals(SETTINGS)
                && slot.object().get(key) instanceof ConfigObject block
                && !NamespaceReader.looksLikeNamespace(block);
    }

    private static Optional<SlotName> slotName(Section slot) {
        try {
            return Optional.of(new SlotName(slot.name()));
        } catch (IllegalArgumentException e) {
            slot.problem(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Map<String, Map<String, String>> properties(Set<String> clients) {
        Map<String, Map<String, String>> properties = new LinkedHashMap<>();
        clients.forEach(client -> properties.put(client, kafkaClients.getOrDefault(client, Map.of())));
        return properties;
    }
}
