package dev.cdcnotifier.runner.verify;

import dev.cdcnotifier.runner.decode.MessageJson;
import dev.cdcnotifier.runner.text.Json;
import dev.cdcnotifier.runner.text.Style;
import dev.cdcnotifier.runner.text.Table;
import dev.cdcnotifier.runner.verify.Difference.Kind;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For people: differences as they are found, and below them a table that is drawn anew each second; where no terminal is, a
 * line every few seconds in its place.
 */
public final class TextReport implements Report {

    /** How many differences are shown; the rest is counted. */
    private static final long SHOWN = 200;

    private static final Duration LINE_EACH = Duration.ofSeconds(5);

    private final PrintWriter out;
    private final Style style;
    private final boolean live;
    private final boolean showValues;
    private List<String> table = List.of();
    private Duration lastLine = Duration.ZERO;
    private long shown;

    /**
     * @param live whether the output is a terminal, on which a table can be drawn anew
     * @param showValues whether the messages of a difference are shown as well: they hold row data
     */
    public TextReport(PrintWriter out, Style style, boolean live, boolean showValues) {
        this.out = out;
        this.style = style;
        this.live = live;
        this.showValues = showValues;
    }

    @Override
    public void note(String text) {
        print(style.doubtful("note: ") + text);
    }

    @Override
    public void difference(Difference difference) {
        shown++;
        if (shown > SHOWN) {
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add(style.bad(difference.kind().words())
                + difference.text().substring(difference.kind().words().length()));
        if (showValues) {
            addValue(lines, Side.OURS, difference.ours());
            addValue(lines, Side.ENGINE, difference.engine());
        }
        if (shown == SHOWN) {
            lines.add(style.doubtful("note: ") + "more differences are counted, and not shown");
        }
        print(lines.toArray(String[]::new));
    }

    private static void addValue(List<String> lines, Side side, @Nullable Observed message) {
        if (message != null) {
            String json = Json.write(MessageJson.of(message.content().message()));
            lines.add("  %-7s".formatted(side.word()) + json);
        }
    }

    /** Prints above the table, which stays where it is. */
    private void print(String... lines) {
        erase();
        for (String line : lines) {
            out.println(line);
        }
        table.forEach(out::println);
        out.flush();
    }

    private void erase() {
        if (!table.isEmpty()) {
            out.print("\u001b[" + table.size() + "A\u001b[J");
        }
    }

    @Override
    public void progress(Progress progress) {
        if (live) {
            erase();
            table = table(progress);
            table.forEach(out::println);
            out.flush();
        } else if (progress.elapsed().minus(lastLine).compareTo(LINE_EACH) >= 0) {
            lastLine = progress.elapsed();
            out.println(line(progress));
            out.flush();
        }
    }

    private List<String> table(Progress progress) {
        Counts counts = progress.counts();
        Table sides = new Table(style, "", "ours", "engine");
        row(sides, "read", counts.of(Side.OURS).read, counts.of(Side.ENGINE).read);
        row(sides, "repeats", counts.of(Side.OURS).repeats, counts.of(Side.ENGINE).repeats);
        row(sides, "waiting for the other", progress.waiting(Side.OURS), progress.waiting(Side.ENGINE));
        row(sides, "only here", counts.of(Kind.ONLY_OURS), counts.of(Kind.ONLY_ENGINE));
        row(sides, "records behind the end", progress.behind(Side.OURS), progress.behind(Side.ENGINE));
        List<String> lines = new ArrayList<>(sides.lines());
        lines.add("same %s, different %s, out of order %s, in another partition %s"
                .formatted(
                        style.strong(number(counts.same())),
                        alarming(counts.of(Kind.DIFFERENT)),
                        alarming(counts.of(Kind.OUT_OF_ORDER)),
                        alarming(counts.otherPartition())));
        lines.add(style.faint("%,.0f/s, %d s, Ctrl-C for the verdict%s"
                .formatted(progress.perSecond(), progress.elapsed().toSeconds(), trouble(progress))));
        return lines;
    }

    private void row(Table table, String name, long ours, long engine) {
        boolean alarming = name.equals("only here");
        table.row(name, alarming ? alarming(ours) : number(ours), alarming ? alarming(engine) : number(engine));
    }

    private String alarming(long count) {
        return count == 0 ? "0" : style.bad(number(count));
    }

    private static String line(Progress progress) {
        Counts counts = progress.counts();
        return "%d s: same=%d only-ours=%d only-engine=%d different=%d out-of-order=%d other-partition=%d"
                        .formatted(
                                progress.elapsed().toSeconds(),
                                counts.same(),
                                counts.of(Kind.ONLY_OURS),
                                counts.of(Kind.ONLY_ENGINE),
                                counts.of(Kind.DIFFERENT),
                                counts.of(Kind.OUT_OF_ORDER),
                                counts.otherPartition())
                + " waiting=%d/%d repeats=%d/%d behind=%d/%d rate=%.0f/s%s"
                        .formatted(
                                progress.waiting(Side.OURS),
                                progress.waiting(Side.ENGINE),
                                counts.of(Side.OURS).repeats,
                                counts.of(Side.ENGINE).repeats,
                                progress.behind(Side.OURS),
                                progress.behind(Side.ENGINE),
                                progress.perSecond(),
                                trouble(progress));
    }

    private static String trouble(Progress progress) {
        return progress.trouble() == null ? "" : "; " + progress.trouble();
    }

    @Override
    public void verdict(Verdict verdict, Progress end) {
        if (live) {
            erase();
            table(end).stream().limit(table(end).size() - 1).forEach(out::println);
        } else {
            out.println(line(end));
        }
        verdict.remarks().forEach(out::println);
        String headline = "VERDICT: " + verdict.headline();
        out.println(
                switch (verdict.state()) {
                    case SAME -> style.good(headline);
                    case DIFFERENT -> style.bad(headline);
                    case NOTHING_PROVED -> style.doubtful(headline);
                });
        out.flush();
    }

    private static String number(long count) {
        return "%,d".formatted(count);
    }
}
