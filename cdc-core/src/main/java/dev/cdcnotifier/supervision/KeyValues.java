package dev.cdcnotifier.supervision;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Facts as the log writes them. Pure. */
public final class KeyValues {

    private static final Pattern NEEDS_QUOTES = Pattern.compile("[\\s\"=]|^$");

    private KeyValues() {}

    /**
     * {@code name=value} for each, in the map's order. A value that could be taken for more than one is quoted, so that
     * whoever chose it cannot pretend to be another fact.
     */
    public static String of(Map<String, String> facts) {
        return facts.entrySet().stream()
                .map(fact -> fact.getKey() + "=" + value(fact.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String value(String value) {
        return NEEDS_QUOTES.matcher(value).find()
                ? '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : value;
    }
}
