package dev.cdcnotifier.runner.ops;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** What lies in {@code ops/}, and the metrics it asks for. */
public final class Ops {

    /** The repository, seen from the module's folder. */
    static final Path REPOSITORY = Path.of("..");

    static final Path PROMETHEUS = REPOSITORY.resolve("ops/prometheus");
    static final Path DASHBOARD = REPOSITORY.resolve("ops/grafana/cdc-notifier.json");

    private static final Pattern METRIC = Pattern.compile("\\b(?:cdc|jvm|process)_[a-z_]+\\b");

    private Ops() {}

    /** An alert of a rules file. */
    record Alert(String name, String expression, Map<String, String> labels, Map<String, String> annotations) {}

    /** Every metric of ours that an alert or a panel reads. */
    public static Set<String> metrics() throws IOException {
        Set<String> metrics = new TreeSet<>();
        for (Alert alert : alerts()) {
            addMetrics(metrics, alert.expression());
            alert.annotations().values().forEach(text -> addMetrics(metrics, text));
        }
        expressions().forEach(expression -> addMetrics(metrics, expression));
        return metrics;
    }

    static List<Path> ruleFiles() throws IOException {
        try (Stream<Path> files = Files.list(PROMETHEUS)) {
            return files.filter(file -> file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        }
    }

    static List<Path> ruleTests() throws IOException {
        try (Stream<Path> files = Files.list(PROMETHEUS.resolve("tests"))) {
            return files.sorted().toList();
        }
    }

    @SuppressWarnings("unchecked")
    static List<Alert> alerts() throws IOException {
        List<Alert> alerts = new ArrayList<>();
        for (Path file : ruleFiles()) {
            Map<String, List<Map<String, Object>>> document = new Yaml().load(Files.readString(file));
            for (Map<String, Object> group : document.get("groups")) {
                for (Map<String, Object> rule : (List<Map<String, Object>>) group.get("rules")) {
                    alerts.add(new Alert(
                            (String) rule.get("alert"),
                            (String) rule.get("expr"),
                            (Map<String, String>) rule.get("labels"),
                            (Map<String, String>) rule.get("annotations")));
                }
            }
        }
        return alerts;
    }

    /** The dashboard's panels, rows included. */
    static List<JsonObject> panels() throws IOException {
        JsonObject dashboard = new Gson().fromJson(Files.readString(DASHBOARD), JsonObject.class);
        List<JsonObject> panels = new ArrayList<>();
        dashboard.getAsJsonArray("panels").forEach(panel -> panels.add(panel.getAsJsonObject()));
        return panels;
    }

    /** What the panels ask Prometheus for. */
    static List<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        for (JsonObject panel : panels()) {
            if (panel.has("targets")) {
                panel.getAsJsonArray("targets")
                        .forEach(target -> expressions.add(
                                target.getAsJsonObject().get("expr").getAsString()));
            }
        }
        return expressions;
    }

    private static void addMetrics(Set<String> metrics, String text) {
        Matcher matcher = METRIC.matcher(text);
        while (matcher.find()) {
            metrics.add(matcher.group());
        }
    }
}
