package dev.cdcnotifier.runner.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Rows under a heading, each column as wide as its widest cell; the last one is not padded. For one thread.
 *
 * <p>Widths count what is seen: escape sequences of {@link Style} take no room.
 */
public final class Table {

    private static final String GAP = "  ";
    private static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-9;]*m");

    private final List<List<String>> rows = new ArrayList<>();
    private final Style style;
    private final int columns;

    public Table(Style style, String... heading) {
        this.style = style;
        this.columns = heading.length;
        row(heading);
    }

    /** Adds a row of as many cells as the heading has. */
    public Table row(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(cells.length + " cells in a table of " + columns + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    /** The lines, the heading first; without line ends and without spaces at their ends. */
    public List<String> lines() {
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            String line = line(row, widths);
            lines.add(lines.isEmpty() ? style.strong(line) : line);
        }
        return lines;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String cell = row.get(i);
            line.append(i == 0 ? "" : GAP).append(cell).append(" ".repeat(widths[i] - width(cell)));
        }
        return line.toString().stripTrailing();
    }

    private static int width(String cell) {
        String seen = ESCAPES.matcher(cell).replaceAll("");
        return seen.codePointCount(0, seen.length());
    }
}
