package dev.cdcnotifier.bench.contender;

import java.util.LinkedHashMap;
import java.util.Map;

/** Settings by name, in the order in which they are told. */
final class Settings {

    private Settings() {}

    /** The same settings with a prefix before each name. */
    static Map<String, String> prefixed(String prefix, Map<String, String> settings) {
        Map<String, String> prefixed = new LinkedHashMap<>();
        settings.forEach((name, value) -> prefixed.put(prefix + name, value));
        return prefixed;
    }
}
