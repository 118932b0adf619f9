package dev.cdcnotifier.runner.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.runner.ops.Ops.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rules in {@code ops/prometheus}. */
class AlertRulesTest {

    private static final Set<String> SEVERITIES = Set.of("critical", "warning");
    private static final Set<String> ANNOTATIONS = Set.of("summary", "description", "runbook_url");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    @Test
    void each_alert_fires_when_it_must_and_is_silent_when_it_must_not() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("test", "rules"));
        Ops.ruleTests().forEach(file -> arguments.add(file.toString()));
        Promtool.Result result = Promtool.run(arguments.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @Test
    void each_alert_is_expected_by_a_test() throws IOException {
        Set<String> expected = new TreeSet<>();
        for (Path file : Ops.ruleTests()) {
            Matcher matcher = Pattern.compile("alertname(?:=\"|: )(\\w+)").matcher(Files.readString(file));
            while (matcher.find()) {
                expected.add(matcher.group(1));
            }
        }
        assertThat(expected)
                .isEqualTo(Ops.alerts().stream().map(Alert::name).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void each_alert_says_how_bad_it_is_what_it_means_and_where_to_read_on() throws IOException {
        assertThat(Ops.alerts()).hasSizeGreaterThan(10).allSatisfy(alert -> {
            assertThat(alert.labels().get("severity")).isIn(SEVERITIES);
            assertThat(alert.annotations().keySet()).isEqualTo(ANNOTATIONS);
        });
    }

    @Test
    void each_alert_leads_to_a_page_and_a_section_that_exist() throws IOException {
        for (Alert alert : Ops.alerts()) {
            String[] link = alert.annotations().get("runbook_url").split("#", 2);
            Path page = Ops.REPOSITORY.resolve(link[0]);
            assertThat(page).as(alert.name()).exists();
            if (link.length == 2) {
                assertThat(anchors(Files.readString(page))).as(alert.name()).contains(link[1]);
            }
        }
    }

    @Test
    void the_index_of_the_runbooks_leads_from_each_alert_to_the_same_page() throws IOException {
        String index = Files.readString(Ops.REPOSITORY.resolve("docs/runbooks/README.md"));
        for (Alert alert : Ops.alerts()) {
            String link = alert.annotations().get("runbook_url").replace("docs/runbooks/", "");
            assertThat(index.lines().filter(line -> line.contains('`' + alert.name() + '`')))
                    .as(alert.name())
                    .singleElement()
                    .asString()
                    .contains('(' + link + ')');
        }
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(String page) {
        Set<String> anchors = new TreeSet<>();
        Matcher matcher = HEADING.matcher(page);
        while (matcher.find()) {
            String plain = matcher.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "");
            anchors.add(plain.strip().replace(' ', '-'));
        }
        return anchors;
    }
}
