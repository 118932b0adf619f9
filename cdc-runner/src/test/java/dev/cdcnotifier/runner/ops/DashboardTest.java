package dev.cdcnotifier.runner.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ops/grafana/cdc-notifier.json}, where there is no Grafana. */
class DashboardTest {

    private static final int WIDTH = 24;

    @TempDir
    private Path folder;

    @Test
    void every_panel_has_an_id_and_a_place_of_its_own() throws Exception {
        List<JsonObject> panels = Ops.panels();
        assertThat(panels).hasSizeGreaterThan(20);
        assertThat(panels.stream().map(panel -> panel.get("id").getAsInt())).doesNotHaveDuplicates();
        Set<List<Integer>> taken = new HashSet<>();
        for (JsonObject panel : panels) {
            JsonObject place = panel.getAsJsonObject("gridPos");
            int right = place.get("x").getAsInt() + place.get("w").getAsInt();
            int bottom = place.get("y").getAsInt() + place.get("h").getAsInt();
            assertThat(right).isLessThanOrEqualTo(WIDTH);
            for (int x = place.get("x").getAsInt(); x < right; x++) {
                for (int y = place.get("y").getAsInt(); y < bottom; y++) {
                    assertThat(taken.add(List.of(x, y)))
                            .as("%s at %d, %d", panel.get("title"), x, y)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void every_expression_is_one_that_prometheus_reads() throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        int number = 0;
        for (String expression : Ops.expressions()) {
            rules.append("      - record: panel:")
                    .append(number++)
                    .append("\n        expr: '")
                    .append(asGrafanaAsks(expression).replace("'", "''"))
                    .append("'\n");
        }
        Path file = Files.writeString(folder.resolve("dashboard.yml"), rules);
        Promtool.Result result = Promtool.run("check", "rules", file.toString());
        assertThat(result.output()).contains("SUCCESS: " + number + " rules found");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void every_panel_asks_the_chosen_data_source_for_the_chosen_job() throws Exception {
        for (JsonObject panel : Ops.panels()) {
            if (panel.has("targets")) {
                assertThat(panel.getAsJsonObject("datasource").get("uid").getAsString())
                        .isEqualTo("${datasource}");
            }
        }
        assertThat(Ops.expressions()).allMatch(expression -> expression.contains("job=\"$job\""));
    }

    /** With Grafana's variables replaced as Grafana replaces them. */
    private static String asGrafanaAsks(String expression) {
        return expression
                .replace("$__rate_interval", "1m")
                .replace("$job", "cdc-notifier")
                .replace("$stream", ".+");
    }
}
