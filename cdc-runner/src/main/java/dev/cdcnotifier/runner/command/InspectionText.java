package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.inspection.Inspection;
import dev.cdcnotifier.inspection.Precondition;
import dev.cdcnotifier.inspection.Precondition.State;
import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.runner.text.Paragraph;
import dev.cdcnotifier.runner.text.Style;
import dev.cdcnotifier.runner.text.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes what was found of streams' preconditions, for people and for programs. Pure. */
final class InspectionText {

    private static final int WIDTH = 100;
    private static final int FEW = 3;
    private static final String INDENT = "  ";
    private static final String DETAIL = "      ";

    private InspectionText() {}

    /** A table for each system, with what mends a fault below it. */
    static List<String> lines(Inspection inspection, Style style) {
        return lines(inspection, style, false);
    }

    /**
     * The same.
     *
     * @param wide whether texts are left in one line each
     */
    static List<String> lines(Inspection inspection, Style style, boolean wide) {
        List<String> lines = new ArrayList<>();
        lines.add(style.strong("Stream " + inspection.stream()));
        for (Inspection.System system : inspection.systems()) {
            lines.add("");
            lines.add(INDENT + system.name());
            List<Precondition> rows = shortened(system.preconditions());
            Table table = new Table(style, "what", "state", "found");
            rows.forEach(row -> table.row(row.name(), state(row.state(), style), row.found()));
            List<String> written = table.lines();
            lines.add(INDENT + written.get(0));
            for (int i = 0; i < rows.size(); i++) {
                lines.add(INDENT + written.get(i + 1));
                lines.addAll(details(rows.get(i), style, wide ? Integer.MAX_VALUE : WIDTH));
            }
        }
        return lines;
    }

    /** Many in a row that were skipped for one reason are one. */
    private static List<Precondition> shortened(List<Precondition> preconditions) {
        List<Precondition> rows = new ArrayList<>();
        for (int from = 0; from < preconditions.size(); ) {
            Precondition first = preconditions.get(from);
            int to = from + 1;
            while (first.state() == State.SKIPPED
                    && to < preconditions.size()
                    && preconditions.get(to).state() == State.SKIPPED
                    && preconditions.get(to).found().equals(first.found())) {
                to++;
            }
            rows.add(
                    to - from < FEW
                            ? first
                            : Precondition.skipped(first.name() + " … (" + (to - from) + ")", first.found()));
            from = to - from < FEW ? from + 1 : to;
        }
        return rows;
    }

    /** One line for all: how many of each state, and what to do next. */
    static String summary(Collection<Inspection> inspections, Style style) {
        StringBuilder counts = new StringBuilder();
        for (State state : State.values()) {
            long count = inspections.stream().mapToLong(one -> one.count(state)).sum();
            if (count > 0) {
                counts.append(counts.isEmpty() ? "" : ", ")
                        .append(count)
                        .append(' ')
                        .append(state(state, style));
            }
        }
        String streams = inspections.size() == 1 ? "1 stream: " : inspections.size() + " streams: ";
        return streams
                + counts
                + (inspections.stream().allMatch(Inspection::holds)
                        ? ". Everything that is needed holds."
                        : ". Mend what failed from the top, then check again: more may show.");
    }

    static Map<String, Object> json(Collection<Inspection> inspections) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("holds", inspections.stream().allMatch(Inspection::holds));
        json.put("streams", inspections.stream().map(InspectionText::json).toList());
        return json;
    }

    private static Map<String, Object> json(Inspection inspection) {
        List<Object> systems = new ArrayList<>();
        for (Inspection.System system : inspection.systems()) {
            Map<String, Object> found = new LinkedHashMap<>();
            found.put("system", system.name());
            found.put(
                    "preconditions",
                    system.preconditions().stream().map(InspectionText::json).toList());
            systems.add(found);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("stream", inspection.stream());
        json.put("holds", inspection.holds());
        json.put("systems", systems);
        return json;
    }

    private static Map<String, Object> json(Precondition precondition) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", precondition.name());
        json.put("state", code(precondition.state()));
        json.put("found", precondition.found());
        json.put("reason", precondition.reason());
        json.put("meaning", precondition.meaning());
        json.put(
                "remedies",
                precondition.remedies().stream()
                        .map(remedy -> Map.of("kind", code(remedy.kind()), "text", remedy.text()))
                        .toList());
        return json;
    }

    private static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String state(State state, Style style) {
        return switch (state) {
            case OK -> style.good("ok");
            case PENDING -> "pending";
            case WARNING -> style.doubtful("warn");
            case FAILED -> style.bad("FAIL");
            case SKIPPED -> style.faint("skipped");
        };
    }

    private static List<String> details(Precondition precondition, Style style, int width) {
        boolean fault = precondition.state() == State.FAILED || precondition.state() == State.WARNING;
        List<String> lines = new ArrayList<>();
        Paragraph.wrap(precondition.meaning(), width)
                .forEach(line -> lines.add(INDENT + DETAIL + (fault ? line : style.faint(line))));
        if (fault) {
            remedies(precondition.remedies(), style).forEach(line -> lines.add(INDENT + line));
        }
        return lines;
    }

    /** What can be copied, each on a line of its own, under a word on where it goes. */
    static List<String> remedies(List<Remedy> remedies, Style style) {
        List<String> lines = new ArrayList<>();
        String last = "";
        for (Remedy remedy : remedies) {
            String where = where(remedy);
            if (!where.equals(last)) {
                lines.add(DETAIL + style.faint(where));
                last = where;
            }
            lines.add(DETAIL + INDENT + style.strong(remedy.text()));
        }
        return lines;
    }

    private static String where(Remedy remedy) {
        return switch (remedy.kind()) {
            case SQL ->
                remedy.admin()
                        ? "run in psql, in any database of the server, as a superuser:"
                        : "run in psql, in this database, as the owner or a superuser:";
            case REPLICATION_COMMAND -> "run in psql on a replication connection (\"… replication=database\"):";
            case COMMAND -> "run in a shell:";
            case SETTING -> "set:";
            case ACTION -> "order it of the stream:";
        };
    }
}
