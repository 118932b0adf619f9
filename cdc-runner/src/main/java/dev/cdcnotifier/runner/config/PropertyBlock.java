package dev.cdcnotifier.runner.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A block of properties for somebody else: names with dots, text as values. HOCON reads {@code bootstrap.servers = "…"} as
 * an object in an object; here it is one name again. A list becomes text with commas. Values are never shown: any of
 * them may be a secret.
 */
final class PropertyBlock {

    private final Section section;
    private final Map<String, ConfigValue> values = new TreeMap<>();

    PropertyBlock(Section section) {
        this.section = section;
        collect("", section.object());
    }

    /** The properties by name; one that is neither text nor a list of texts is a problem and left out. */
    Map<String, String> asText() {
        Map<String, String> properties = new TreeMap<>();
        values.forEach((name, value) -> {
            if (Values.isPlain(value)) {
                properties.put(name, Values.secret(value));
            } else if (value instanceof ConfigList list && list.stream().allMatch(Values::isPlain)) {
                properties.put(name, list.stream().map(Values::secret).collect(Collectors.joining(",")));
            } else {
                problem(name, "must be a text or a list of texts");
            }
        });
        return properties;
    }

    void problem(String name, String message) {
        @Nullable ConfigValue value = values.get(name);
        section.propertyProblem(name, message, value);
    }

    private void collect(String prefix, ConfigObject object) {
        object.forEach((key, value) -> {
            if (value instanceof ConfigObject nested) {
                collect(prefix + key + ".", nested);
            } else if (value.valueType() != ConfigValueType.NULL) {
                values.put(prefix + key, value);
            }
        });
    }
}
