package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.runner.remote.RemoteStream;
import dev.cdcnotifier.runner.text.Quantity;
import dev.cdcnotifier.runner.text.StateMessage;
import dev.cdcnotifier.runner.text.Style;
import dev.cdcnotifier.runner.text.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Streams as a table, and below it what those say that have something to say. */
final class StatusText {

    private static final String NOTHING = "-";

    private final Style style;
    private final Pasting pasting;
    private @Nullable Rates rates;
    private boolean wide;

    /** Without rates. */
    StatusText(Style style, Pasting pasting) {
        this.style = style;
        this.pasting = pasting;
    }

    /** The same with rates. */
    StatusText with(Rates measured) {
        rates = measured;
        return this;
    }

    /** The same with more columns, or not. */
    StatusText wide(boolean more) {
        wide = more;
        return this;
    }

    List<String> lines(List<RemoteStream> streams, Instant now) {
        Table table = new Table(style, heading().toArray(String[]::new));
        streams.forEach(stream -> table.row(cells(stream, now).toArray(String[]::new)));
        List<String> lines = new ArrayList<>(table.lines());
        streams.stream().filter(stream -> !stream.message().isEmpty()).forEach(stream -> {
            lines.add("");
            lines.addAll(explanation(stream));
        });
        return lines;
    }

    private List<String> cells(RemoteStream stream, Instant now) {
        List<String> cells = new ArrayList<>();
        cells.add(stream.stream());
        cells.add(state(stream));
        cells.add(stream.reason().isEmpty() ? NOTHING : stream.reason());
        cells.add(lag(stream));
        cells.add(stream.lagSeconds() > 0 ? Quantity.seconds(stream.lagSeconds()) : NOTHING);
        if (rates != null) {
            rates.of(stream.stream())
                    .ifPresentOrElse(
                            rate -> cells.add(String.format(Locale.ROOT, "%,.0f", rate)), () -> cells.add(NOTHING));
        }
        cells.add(String.valueOf(stream.inFlightRecords()));
        Double latency = stream.latencyP99Millis();
        cells.add(latency == null ? NOTHING : Quantity.seconds(latency / 1000));
        cells.add(age(Duration.between(stream.since(), now).toSeconds()));
        if (wide) {
            cells.addAll(wideCells(stream));
        }
        return cells;
    }

    private static String lag(RemoteStream stream) {
        Long bytes = stream.lagBytes();
        if (bytes == null) {
            return NOTHING;
        }
        return (stream.lagAtLeast() ? ">= " : "") + Quantity.bytes(bytes);
    }

    /** The clocks of two machines differ a little: what began just now may seem to begin later. */
    private static String age(long seconds) {
        return seconds < 1 ? "now" : Quantity.seconds(seconds);
    }

    private String state(RemoteStream stream) {
        return switch (stream.state()) {
            case "STREAMING", "STANDBY" -> style.good(stream.state());
            case "NEEDS_OPERATOR", "STOPPED", "STALLED" -> style.bad(stream.state());
            default -> style.doubtful(stream.state());
        };
    }

    private List<String> heading() {
        List<String> heading = new ArrayList<>(List.of("STREAM", "STATE", "REASON", "LAG", "BEHIND"));
        if (rates != null) {
            heading.add("ROWS/S");
        }
        heading.addAll(List.of("IN FLIGHT", "P99", "SINCE"));
        if (wide) {
            heading.addAll(List.of("FAILURES", "ROWS", "CONFIRMED", "WAL HELD", "DELIVERY", "DATABASE"));
        }
        return heading;
    }

    private static List<String> wideCells(RemoteStream stream) {
        Map<?, ?> fields = stream.more().fields();
        return List.of(
                String.valueOf(stream.restarts()),
                String.valueOf(stream.rows()),
                text(fields.get("confirmedLsn")),
                fields.get("retainedBytes") instanceof Number bytes ? Quantity.bytes(bytes.longValue()) : NOTHING,
                text(fields.get("delivery")),
                text(fields.get("database")));
    }

    private static String text(@Nullable Object value) {
        return value == null ? NOTHING : value.toString();
    }

    /** What a stream says of itself, what it is about, and what can be done: each command on a line of its own, unbroken. */
    List<String> explanation(RemoteStream stream) {
        List<String> lines = new ArrayList<>(facts(stream));
        List<String> sql = StateMessage.of(stream.message()).sql();
        if (!sql.isEmpty()) {
            lines.add("  Run:");
            sql.forEach(statement -> lines.add("    " + statement));
        }
        for (Remedy remedy : stream.more().remedies()) {
            command(stream, remedy).ifPresent(command -> {
                lines.add("  To " + remedy.purpose() + ":");
                lines.add("    " + command);
            });
        }
        if (!stream.more().runbook().isEmpty()) {
            lines.add("  Runbook: " + pasting.page(stream.more().runbook()));
        }
        return lines;
    }

    /** What a stream says of itself and what it is about. */
    List<String> facts(RemoteStream stream) {
        List<String> lines = new ArrayList<>();
        lines.add(style.strong(stream.stream()) + ": "
                + StateMessage.of(stream.message()).what());
        Map<String, String> facts = stream.more().facts();
        int width = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
        facts.forEach((name, value) ->
                lines.add("  " + style.faint(name) + " ".repeat(width - name.length()) + "  " + value));
        return lines;
    }

    private Optional<String> command(RemoteStream stream, Remedy remedy) {
        if (remedy.kind() != Remedy.Kind.ACTION) {
            return Optional.of(remedy.text());
        }
        RemoteStream.Row row = stream.haltedAt();
        return switch (remedy.text()) {
            case Remedy.RESUME -> Optional.of(pasting.command("resume", stream.stream(), List.of()));
            case Remedy.SKIP ->
                Optional.ofNullable(row)
                        .map(at -> skip(stream, List.of("--lsn", at.lsn(), "--seq", String.valueOf(at.seq()))));
            case Remedy.SKIP_TRANSACTION ->
                Optional.ofNullable(row).map(at -> skip(stream, List.of("--lsn", at.lsn(), "--transaction")));
            default -> Optional.empty();
        };
    }

    private String skip(RemoteStream stream, List<String> row) {
        return pasting.command("skip", stream.stream(), row);
    }
}
