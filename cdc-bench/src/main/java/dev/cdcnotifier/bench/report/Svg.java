package dev.cdcnotifier.bench.report;

/** The elements that charts are drawn with. */
final class Svg {

    /** The colour of what is ours. */
    static final String OURS = "#1f6feb";

    /** The colour of everybody else. */
    static final String OTHERS = "#8a94a3";

    static final String INK = "#222222";
    static final String GRID = "#e3e6ea";

    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height) {
        text.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" \
                font-family="sans-serif" font-size="14">
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                """
                        .formatted(width, height));
    }

    /** A text; {@code anchor} is start, middle or end. */
    Svg text(double x, double y, String anchor, int size, String content) {
        text.append("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\" fill=\"%s\">%s</text>%n"
                .formatted(x, y, anchor, size, INK, escaped(content)));
        return this;
    }

    Svg bar(double x, double y, double width, double height, String colour) {
        text.append("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n"
                .formatted(x, y, width, height, colour));
        return this;
    }

    Svg line(double x1, double y1, double x2, double y2, double thickness, String colour) {
        text.append("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke-width=\"%.1f\" stroke=\"%s\"/>%n"
                .formatted(x1, y1, x2, y2, thickness, colour));
        return this;
    }

    Svg dot(double x, double y, double radius, String colour) {
        text.append("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"/>%n".formatted(x, y, radius, colour));
        return this;
    }

    private static String escaped(String content) {
        return content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public String toString() {
        return text + "</svg>\n";
    }
}
