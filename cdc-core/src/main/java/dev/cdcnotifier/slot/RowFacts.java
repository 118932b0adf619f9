package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What names a row for an operator: its identity, its table and its position, in display order. No other data of it. */
final class RowFacts {

    private static final Pattern CONTROL_CHARACTER = Pattern.compile("[\\p{Cc}\u2028\u2029]");

    private RowFacts() {}

    /** As they are; a new map. */
    static Map<String, String> of(RowChange change, RowMapper mapper) {
        Map<String, String> facts = new LinkedHashMap<>(identity(change, mapper));
        facts.put("table", change.relation().displayName());
        facts.put("operation", change.operation().name());
        facts.put("commit_lsn", change.transaction().commitLsn().toString());
        facts.put("seq", Long.toString(change.ordinal()));
        return facts;
    }

    /**
     * For people. Whoever wrote the row chose what names it: that neither begins another line of the log nor sends a command
     * to a terminal.
     */
    static Map<String, String> printable(Map<String, String> facts) {
        Map<String, String> printable = new LinkedHashMap<>();
        facts.forEach((name, value) -> printable.put(name, printable(value)));
        return printable;
    }

    static String printable(String text) {
        return CONTROL_CHARACTER
                .matcher(text)
                .replaceAll(
                        found -> String.format("<U+%04X>", (int) found.group().charAt(0)));
    }

    /** A mapper that breaks its promise must not keep a row from being named by its position. */
    private static Map<String, String> identity(RowChange change, RowMapper mapper) {
        try {
            return mapper.identify(change);
        } catch (RuntimeException e) {
            return Map.of();
        }
    }
}
