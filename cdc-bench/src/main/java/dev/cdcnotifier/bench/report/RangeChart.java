package dev.cdcnotifier.bench.report;

import java.util.List;

/** Ranges of milliseconds on a logarithmic axis: a dot at the median, a line to the 99th percentile, a stroke at the longest. */
final class RangeChart {

    private static final int LEFT = 290;
    private static final int WIDTH = 990;
    private static final int RIGHT = WIDTH - 220;
    private static final int VALUES = RIGHT + 48;
    private static final int TOP = 70;
    private static final int ROW = 30;

    // What is shorter stands at the axis's beginning.
    private static final double LEAST_MILLIS = 0.1;

    /** Of one contender. */
    record Range(String label, boolean isOurs, double p50, double p99, double max) {}

    private final double least;
    private final double decades;

    private RangeChart(List<Range> ranges) {
        double smallest = ranges.stream().mapToDouble(Range::p50).min().orElse(1);
        double greatest = ranges.stream().mapToDouble(Range::max).max().orElse(10);
        double from = Math.floor(Math.log10(Math.max(LEAST_MILLIS, smallest)));
        least = Math.pow(10, from);
        decades = Math.max(1, Math.ceil(Math.log10(Math.max(LEAST_MILLIS, greatest)) - from));
    }

    static String svg(String title, List<Range> ranges) {
        return new RangeChart(ranges).draw(title, ranges);
    }

    private String draw(String title, List<Range> ranges) {
        int bottom = TOP + ranges.size() * ROW;
        Svg svg = new Svg(WIDTH, bottom + 16);
        svg.text(12, 26, "start", 16, title);
        for (int decade = 0; decade <= decades; decade++) {
            double millis = least * Math.pow(10, decade);
            svg.line(x(millis), TOP - 8, x(millis), bottom, 1, Svg.GRID);
            svg.text(x(millis), TOP - 14, "middle", 12, (millis < 1 ? "%.1f ms" : "%,.0f ms").formatted(millis));
        }
        svg.text(VALUES, TOP - 14, "start", 12, "p50 / p99 / max, ms");
        double y = TOP + ROW / 2.0;
        for (Range range : ranges) {
            row(svg, range, y);
            y += ROW;
        }
        return svg.toString();
    }

    private void row(Svg svg, Range range, double y) {
        String colour = range.isOurs() ? Svg.OURS : Svg.OTHERS;
        svg.text(LEFT - 12, y + 5, "end", 14, range.label());
        svg.line(x(range.p50()), y, x(range.p99()), y, 5, colour);
        svg.line(x(range.p99()), y, x(range.max()), y, 1, colour);
        svg.line(x(range.max()), y - 7, x(range.max()), y + 7, 2, colour);
        svg.dot(x(range.p50()), y, 6, colour);
        svg.text(
                VALUES,
                y + 5,
                "start",
                14,
                number(range.p50()) + " / " + number(range.p99()) + " / " + number(range.max()));
    }

    private static String number(double millis) {
        return (millis < 10 ? "%.1f" : "%,.0f").formatted(millis);
    }

    private double x(double millis) {
        double part = Math.log10(Math.max(least, millis) / least) / decades;
        return LEFT + part * (RIGHT - LEFT);
    }
}
