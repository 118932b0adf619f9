package dev.cdcnotifier.bench.report;

import java.util.List;

/** Horizontal bars with their values, as SVG. */
final class BarChart {

    private static final int ROW = 28;
    private static final int LEFT = 230;
    private static final int WIDTH = 820;

    /** A bar. */
    record Bar(String label, double value) {}

    private BarChart() {}

    static String svg(String title, List<Bar> bars) {
        double greatest = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        StringBuilder svg = new StringBuilder(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" font-family="sans-serif" font-size="14">
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                <text x="12" y="26" font-size="16" fill="#222222">%3$s</text>
                """
                        .formatted(WIDTH, 48 + bars.size() * ROW, title));
        int y = 44;
        for (Bar bar : bars) {
            int width = (int) Math.round((WIDTH - LEFT - 90) * bar.value() / greatest);
            svg.append(
                    """
                    <text x="%d" y="%d" text-anchor="end" fill="#222222">%s</text>
                    <rect x="%d" y="%d" width="%d" height="18" fill="%s"/>
                    <text x="%d" y="%d" fill="#222222">%,.0f</text>
                    """
                            .formatted(
                                    LEFT - 10,
                                    y + 14,
                                    bar.label(),
                                    LEFT,
                                    y,
                                    width,
                                    bar.label().startsWith("cdc-notifier") ? "#1f6feb" : "#9aa4b2",
                                    LEFT + width + 8,
                                    y + 14,
                                    bar.value()));
            y += ROW;
        }
        return svg.append("</svg>\n").toString();
    }
}
