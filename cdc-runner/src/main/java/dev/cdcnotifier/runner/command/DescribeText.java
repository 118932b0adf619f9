package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.remote.RemoteStream;
import dev.cdcnotifier.runner.text.Quantity;
import dev.cdcnotifier.runner.text.Style;
import dev.cdcnotifier.runner.text.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that a process says of one stream, for people. For one thread. */
final class DescribeText {

    /** How much of an event's text a narrow table shows. */
    private static final int CUT = 72;

    /** Told elsewhere on the page. */
    private static final Set<String> TOLD = Set.of(
            "stream",
            "state",
            "ready",
            "reason",
            "message",
            "since",
            "facts",
            "remedies",
            "runbook",
            "events",
            "haltedAt");

    private final StatusText text;
    private final boolean wide;

    DescribeText(StatusText text, boolean wide) {
        this.text = text;
        this.wide = wide;
    }

    List<String> lines(RemoteStream stream, Instant now) {
        List<String> lines = new ArrayList<>(text.lines(List.of(stream), now));
        lines.add("");
        Map<String, Object> figures = new TreeMap<>();
        stream.more().fields().forEach((name, value) -> {
            if (!TOLD.contains(String.valueOf(name))) {
                flatten(String.valueOf(name), value, figures);
            }
        });
        Table table = new Table(Style.PLAIN, "FIGURE", "VALUE");
        figures.forEach((name, value) -> table.row(name, figure(name, value)));
        lines.addAll(table.lines());
        lines.add("");
        lines.addAll(events(stream.more().fields().get("events")));
        return lines;
    }

    private static void flatten(String name, @Nullable Object value, Map<String, Object> into) {
        if (value instanceof Map<?, ?> inner) {
            inner.forEach((key, one) -> flatten(name + "." + key, one, into));
        } else {
            into.put(name, String.valueOf(value));
        }
    }

    private static String figure(String name, Object value) {
        boolean bytes = name.endsWith("Bytes") && value.toString().matches("-?\\d+");
        return bytes ? value + " (" + Quantity.bytes(Double.parseDouble(value.toString())) + ")" : value.toString();
    }

    private List<String> events(@Nullable Object events) {
        if (!(events instanceof List<?> list) || list.isEmpty()) {
            return List.of("Nothing has happened since the process started.");
        }
        Table table = new Table(Style.PLAIN, "WHEN", "TIMES", "EVENT", "REASON", "TEXT");
        for (Object event : list) {
            if (event instanceof Map<?, ?> fields) {
                table.row(
                        when(fields),
                        String.valueOf(fields.get("times")),
                        String.valueOf(fields.get("event")),
                        nothing(fields.get("reason")),
                        cut(nothing(fields.get("text"))));
            }
        }
        return table.lines();
    }

    private static String when(Map<?, ?> event) {
        Instant first = Instant.parse(String.valueOf(event.get("at")));
        Duration lasted = Duration.between(first, Instant.parse(String.valueOf(event.get("last"))));
        String time = first.toString().replaceFirst("\\.\\d+", "");
        return lasted.toSeconds() < 1 ? time : time + " for " + Quantity.seconds(lasted.toSeconds());
    }

    private static String nothing(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        return text.isEmpty() ? "-" : text;
    }

    private String cut(String value) {
        return wide || value.length() <= CUT ? value : value.substring(0, CUT - 1) + "…";
    }
}
