package dev.cdcnotifier.runner.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings and blocks in their order, without a secret among them. Filled while it is made, then constant. */
final class EffectiveBlock {

    /** Whose properties have names with dots. */
    private static final String CLIENTS = "kafka-clients";

    private static final String PROPERTIES = "properties";

    /** The order in which people write the file; what else there is comes before. */
    private static final List<String> TOP = List.of("http", "databases", CLIENTS, "progressor");

    /** Values ({@link Setting}) and blocks ({@link EffectiveBlock}). */
    private final Map<String, Object> entries = new LinkedHashMap<>();

    /**
     * A value.
     *
     * @param value a text, a list of texts, a number or a boolean; masked when it is a secret
     * @param written the value as the file has it
     * @param from where it comes from
     */
    record Setting(Object value, String written, String from) {}

    /** A block of the configuration, in the order of the file, single values before blocks. */
    static EffectiveBlock of(ConfigObject object) {
        return of(List.of(), object);
    }

    private static EffectiveBlock of(List<String> path, ConfigObject object) {
        EffectiveBlock block = new EffectiveBlock();
        boolean properties = isProperties(path);
        List<Map.Entry<String, ConfigValue>> inOrder = object.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, ConfigValue> entry) ->
                                !properties && entry.getValue() instanceof ConfigObject)
                        .thenComparing(entry -> path.isEmpty() ? TOP.indexOf(entry.getKey()) : 0)
                        .thenComparing(
                                entry -> Origins.isDefault(entry.getValue().origin()))
                        .thenComparing(entry -> entry.getValue().origin().lineNumber())
                        .thenComparing(Map.Entry::getKey))
                .toList();
        for (Map.Entry<String, ConfigValue> entry : inOrder) {
            List<String> inner = new ArrayList<>(path);
            inner.add(entry.getKey());
            if (!(entry.getValue() instanceof ConfigObject nested)) {
                block.entries.put(entry.getKey(), setting(inner, entry.getValue()));
            } else if (properties) {
                block.addProperties(entry.getKey() + ".", inner, nested);
            } else {
                block.entries.put(entry.getKey(), of(inner, nested));
            }
        }
        return block;
    }

    /** Names with dots, which HOCON reads as blocks in blocks, are written as they are known. */
    private void addProperties(String prefix, List<String> path, ConfigObject object) {
        object.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            List<String> inner = new ArrayList<>(path);
            inner.add(entry.getKey());
            if (entry.getValue() instanceof ConfigObject nested) {
                addProperties(prefix + entry.getKey() + ".", inner, nested);
            } else {
                entries.put(prefix + entry.getKey(), setting(inner, entry.getValue()));
            }
        });
    }

    private static boolean isProperties(List<String> path) {
        return propertiesStart(path) == path.size();
    }

    /**
     * Where in a path somebody else's names begin: those of a Kafka client's properties, or of a database's driver. Longer
     * than any path when they do not.
     */
    static int propertiesStart(List<String> path) {
        if (path.size() >= 2 && path.get(0).equals(CLIENTS)) {
            return 2;
        }
        return path.size() >= 3
                        && path.get(0).equals("databases")
                        && path.get(2).equals(PROPERTIES)
                ? 3
                : Integer.MAX_VALUE;
    }

    private static Setting setting(List<String> path, ConfigValue value) {
        String from = Origins.of(value.origin());
        if (SecretNames.isSecret(path) && !isEmptyText(value)) {
            return new Setting(SecretNames.MASK, SecretNames.MASK, from);
        }
        if (value instanceof ConfigList list) {
            List<String> texts = list.stream()
                    .map(item -> Values.isPlain(item) ? SecretNames.masked(Values.secret(item)) : "…")
                    .toList();
            return new Setting(texts, String.join(",", texts), from);
        }
        String text = SecretNames.masked(Values.secret(value));
        boolean isText = value.valueType() == ConfigValueType.STRING;
        return new Setting(isText ? text : value.unwrapped(), text, from);
    }

    private static boolean isEmptyText(ConfigValue value) {
        return Values.isPlain(value) && Values.secret(value).isEmpty();
    }

    EffectiveBlock with(String name, EffectiveBlock block) {
        entries.put(name, block);
        return this;
    }

    Map<String, Object> entries() {
        return entries;
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        entries.forEach((name, entry) -> {
            if (entry instanceof EffectiveBlock block) {
                json.put(name, block.json());
            } else if (entry instanceof Setting setting) {
                Map<String, Object> value = new LinkedHashMap<>();
                value.put("value", setting.value());
                value.put("from", setting.from());
                json.put(name, value);
            }
        });
        return json;
    }
}
