package dev.cdcnotifier.runner.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An object of the configuration that never fails: what is wrong goes to the {@link Problems}, and the reader goes on with
 * the value of the section it falls back to. It notes which keys were asked for, so that the others are unknown.
 *
 * <p>Keys are single names, never paths: a namespace may hold dots and slashes.
 */
final class Section {

    private final List<String> path;
    private final ConfigObject object;
    private final ConfigOrigin origin;
    private final @Nullable Section fallback;
    private final Problems problems;
    private final Set<String> known = new LinkedHashSet<>();

    private Section(
            List<String> path,
            ConfigObject object,
            ConfigOrigin origin,
            @Nullable Section fallback,
            Problems problems) {
        this.path = path;
        this.object = object;
        this.origin = origin;
        this.fallback = fallback;
        this.problems = problems;
    }

    static Section root(ConfigObject object, Problems problems) {
        return new Section(List.of(), object, object.origin(), null, problems);
    }

    /** This section, with another that answers for what is not here. */
    Section withFallback(Section defaults) {
        return new Section(path, object, origin, defaults, problems);
    }

    /** This section and those it falls back to, this one first. */
    List<Section> withFallbacks() {
        List<Section> all = new ArrayList<>();
        for (Section section = this; section != null; section = section.fallback) {
            all.add(section);
        }
        return all;
    }

    String path() {
        return ConfigUtil.joinPath(path);
    }

    /** The last element of the path. */
    String name() {
        return path.get(path.size() - 1);
    }

    ConfigObject object() {
        return object;
    }

    /** The keys here (not those of the fallback), from the top of the file to its end. */
    List<String> keys() {
        return object.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, ConfigValue> entry) ->
                                entry.getValue().origin().lineNumber())
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The object of that key, empty when there is none; with the fallback's object of that key as its fallback. */
    Section child(String key) {
        Section child = entry(key)
                .orElseGet(
                        () -> new Section(childPath(key), ConfigFactory.empty().root(), origin, null, problems));
        return fallback == null ? child : child.withFallback(fallback.child(key));
    }

    /** The object of that key if there is one here; a value of another type is a problem. */
    Optional<Section> entry(String key) {
        known.add(key);
        ConfigValue value = here(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof ConfigObject child) {
            return Optional.of(new Section(childPath(key), child, child.origin(), null, problems));
        }
        problem(key, "must be an object { … }, not " + Values.shown(value));
        return Optional.empty();
    }

    /** Whether there is a value here or in a fallback. */
    boolean has(String key) {
        known.add(key);
        return here(key) != null || (fallback != null && fallback.has(key));
    }

    /**
     * The value here or else in the fallback.
     *
     * @param parser throws IllegalArgumentException with a sentence about the value when it is not as it must be
     */
    <T> Optional<T> optional(String key, Function<ConfigValue, T> parser) {
        known.add(key);
        ConfigValue value = here(key);
        if (value != null) {
            try {
                return Optional.of(parser.apply(value));
            } catch (IllegalArgumentException e) {
                problem(key, String.valueOf(e.getMessage()));
            }
        }
        return fallback == null ? Optional.empty() : fallback.optional(key, parser);
    }

    /** As {@link #optional}; no value is a problem. */
    <T> Optional<T> required(String key, String why, Function<ConfigValue, T> parser) {
        if (!has(key)) {
            problem(key, "is missing: " + why);
        }
        return optional(key, parser);
    }

    /** The value of a setting that {@code reference.conf} has a default for. */
    <T> T setting(String key, Function<ConfigValue, T> parser) {
        return optional(key, parser)
                .orElseThrow(() -> new IllegalStateException("reference.conf has no default for " + key));
    }

    /** Who sets that key: this section or the fallback that does. */
    Section owner(String key) {
        return here(key) != null || fallback == null ? this : fallback.owner(key);
    }

    /** Every key here that nobody asked for is a problem. */
    void refuseUnknownKeys() {
        for (String key : keys()) {
            if (!known.contains(key)) {
                problem(key, "unknown key" + NearestName.hint(key, known));
            }
        }
    }

    void problem(String message) {
        problems.add(path(), message, origin);
    }

    void problem(String key, String message) {
        @Nullable ConfigValue value = object.get(key);
        problems.add(ConfigUtil.joinPath(childPath(key)), message, value == null ? origin : value.origin());
    }

    /** A problem of a property whose name holds dots: shown as it is usually written, without quotes. */
    void propertyProblem(String property, String message, @Nullable ConfigValue value) {
        problems.add(path() + "." + property, message, value == null ? origin : value.origin());
    }

    private @Nullable ConfigValue here(String key) {
        @Nullable ConfigValue value = object.get(key);
        return value == null || value.valueType() == ConfigValueType.NULL ? null : value;
    }

    private List<String> childPath(String key) {
        List<String> child = new ArrayList<>(path);
        child.add(key);
        return List.copyOf(child);
    }
}
