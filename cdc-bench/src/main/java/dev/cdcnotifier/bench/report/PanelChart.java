package dev.cdcnotifier.bench.report;

import java.util.List;

/** Bars for the same rows in panels side by side, each with a scale of its own that begins at zero. */
final class PanelChart {

    private static final int LEFT = 120;
    private static final int PANEL = 280;
    private static final int VALUE = 80;
    private static final int TOP = 70;
    private static final int ROW = 28;

    /**
     * A figure of every row.
     *
     * @param format of a value; NaN is left out
     */
    record Panel(String title, String format, List<Double> values) {}

    private PanelChart() {}

    static String svg(String title, List<String> rows, List<Panel> panels) {
        Svg svg = new Svg(LEFT + panels.size() * PANEL, TOP + rows.size() * ROW + 12);
        svg.text(12, 26, "start", 16, title);
        for (int row = 0; row < rows.size(); row++) {
            svg.text(LEFT - 12, TOP + row * ROW + 14, "end", 14, rows.get(row));
        }
        for (int i = 0; i < panels.size(); i++) {
            draw(svg, panels.get(i), LEFT + i * PANEL);
        }
        return svg.toString();
    }

    private static void draw(Svg svg, Panel panel, int left) {
        svg.text(left, TOP - 12, "start", 13, panel.title());
        double greatest = panel.values().stream()
                .filter(value -> !value.isNaN())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        for (int row = 0; row < panel.values().size(); row++) {
            double value = panel.values().get(row);
            double y = TOP + row * ROW;
            double width = value > 0 ? (PANEL - VALUE) * value / greatest : 0;
            svg.bar(left, y, width, 18, Svg.OURS);
            svg.text(
                    left + width + 6,
                    y + 14,
                    "start",
                    14,
                    Double.isNaN(value) ? "–" : panel.format().formatted(value));
        }
    }
}
