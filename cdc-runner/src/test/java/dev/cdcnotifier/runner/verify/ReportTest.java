package dev.cdcnotifier.runner.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import dev.cdcnotifier.runner.text.Style;
import dev.cdcnotifier.runner.verify.TwoSides.Said;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final VerifyOptions OPTIONS = new VerifyOptions(
            "ns", Instant.MIN, false, Duration.ofSeconds(30), Duration.ofSeconds(5), 1 << 20, 1, false);

    private final StringWriter printed = new StringWriter();
    private final PrintWriter out = new PrintWriter(printed);
    private final TwoSides sides = new TwoSides();

    @Test
    void without_a_terminal_there_is_a_line_every_few_seconds_and_the_verdict() {
        Report report = new TextReport(out, Style.PLAIN, false, false);
        differ();
        sides.differences.forEach(report::difference);
        report.progress(progress(4));
        report.progress(progress(5));
        report.progress(progress(9));
        report.verdict(Verdict.of(progress(9), OPTIONS, false, List.of("by the way")), progress(9));
        assertThat(printed.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("different: eventsink 'ns p' event 2: data (ours "),
                        line -> assertThat(line).startsWith("5 s: same=1 only-ours=0 only-engine=0 different=1 "),
                        line -> assertThat(line).startsWith("9 s: same=1 "),
                        line -> assertThat(line).isEqualTo("by the way"),
                        line -> assertThat(line).isEqualTo("VERDICT: DIFFERENT: 1 different; same: 1"));
    }

    @Test
    void on_a_terminal_the_table_is_drawn_anew_below_the_differences() {
        Report report = new TextReport(out, Style.PLAIN, true, false);
        report.progress(progress(1));
        assertThat(printed.toString())
                .startsWith("                        ours  engine\nread                    0     0\n")
                .doesNotContain("\u001b");
        int lines = (int) printed.toString().lines().count();
        differ();
        printed.getBuffer().setLength(0);
        sides.differences.forEach(report::difference);
        assertThat(printed.toString())
                .startsWith("\u001b[" + lines + "A\u001b[Jdifferent: eventsink 'ns p' event 2: data (")
                .endsWith("Ctrl-C for the verdict\n");
    }

    @Test
    void every_line_for_programs_is_an_object_and_values_are_shown_only_when_asked_for() {
        Report report = new JsonReport(out, false);
        differ();
        report.note("a note");
        sides.differences.forEach(report::difference);
        report.progress(progress(5));
        report.verdict(Verdict.of(progress(6), OPTIONS, false, List.of()), progress(6));
        assertThat(printed.toString().lines().map(ReportTest::type))
                .containsExactly("note", "difference", "progress", "verdict");
        assertThat(printed.toString()).doesNotContain("secret");
        new JsonReport(out, true).difference(sides.differences.get(0));
        assertThat(printed.toString()).contains("\"data\":\"secret\"");
    }

    @Test
    void fewer_than_was_asked_for_or_an_early_end_proves_nothing() {
        sides.both(Said.event("p", 1, "a", TwoSides.START));
        assertThat(Verdict.of(progress(1), OPTIONS, false, List.of()).state()).isEqualTo(Verdict.State.SAME);
        assertThat(Verdict.of(progress(1), OPTIONS, true, List.of()).state()).isEqualTo(Verdict.State.NOTHING_PROVED);
        VerifyOptions more = new VerifyOptions(
                "ns", Instant.MIN, false, Duration.ofSeconds(30), Duration.ofSeconds(5), 1 << 20, 2, false);
        assertThat(Verdict.of(progress(1), more, false, List.of()).state()).isEqualTo(Verdict.State.NOTHING_PROVED);
    }

    private void differ() {
        sides.both(Said.event("p", 1, "a", TwoSides.START));
        sides.read(Side.OURS, Said.event("p", 2, "secret", TwoSides.START));
        sides.read(Side.ENGINE, Said.event("p", 2, "hidden", TwoSides.START));
        sides.finish();
    }

    private Progress progress(long seconds) {
        Map<Side, Long> none = new EnumMap<>(Side.class);
        return new Progress(Duration.ofSeconds(seconds), sides.comparison.counts(), none, none, none, 0, null);
    }

    private static String type(String line) {
        return ConfigFactory.parseString(line, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON))
                .getString("type");
    }
}
