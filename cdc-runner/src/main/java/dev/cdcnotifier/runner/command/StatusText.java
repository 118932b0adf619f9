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
import org.jspecify.annotations.Nullable;

/** Streams as a table, and below it what those say that have something to say. */
final class StatusText {

    private static final String NOTHING = "-";

    private final Style style;
    private final @Nullable Rates rates;

    /** Without rates. */
    StatusText(Style style) {
        this(style, null);
    }

    StatusText(Style style, @Nullable Rates rates) {
        this.style = style;
        this.rates = rates;
    }

    List<String> lines(List<RemoteStream> streams, Instant now) {
        Table table = rates == null
                ? new Table(style, "STREAM", "STATE", "REASON", "LAG", "BEHIND", "IN FLIGHT", "P99", "SINCE")
                : new Table(style, "STREAM", "STATE", "REASON", "LAG", "BEHIND", "ROWS/S", "IN FLIGHT", "P99", "SINCE");
        streams.forEach(stream -> table.row(cells(stream, now).toArray(String[]::new)));
        List<String> lines = new ArrayList<>(table.lines());
        streams.stream().filter(stream -> !stream.message().isEmpty()).forEach(stream -> explain(stream, lines));
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

    private void explain(RemoteStream stream, List<String> lines) {
        StateMessage message = StateMessage.of(stream.message());
        lines.add("");
        lines.add(style.strong(stream.stream()) + ": " + message.what());
        if (!message.sql().isEmpty()) {
            lines.add("  Run:");
            message.sql().forEach(statement -> lines.add("    " + statement));
        }
        RemoteStream.Row row = stream.haltedAt();
        if (row != null) {
            lines.add("  To pass over that row, which is never sent then:");
            lines.add("    cdc-notifier skip --slot " + Remedy.word(stream.stream()) + " --lsn " + row.lsn() + " --seq "
                    + row.seq());
        }
    }
}
