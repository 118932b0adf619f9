package dev.cdcnotifier.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Ours beside the best of a group. The best in rate is the fastest of the group and the best in processor time the one that
 * took the least, and these may be two.
 *
 * @param group who is compared with
 * @param rate ours as a multiple of the fastest one's: more is better for us
 * @param cpu ours as a part of the least: less is better for us
 */
record Comparison(String group, String fastest, double rate, String leastCpu, double cpu) {

    private static final String US = "cdc-notifier at-least-once";
    private static final String DEBEZIUM = "Debezium";
    private static final String TUNED = " tuned";

    /** With Debezium tuned and with its defaults, as far as both sides have figures. */
    static List<Comparison> withDebezium(Figures figures) {
        List<String> debezium = figures.names().stream()
                .filter(name -> name.startsWith(DEBEZIUM) && figures.isComplete(name))
                .toList();
        List<Comparison> all = new ArrayList<>();
        add(
                all,
                "Debezium tuned",
                debezium.stream().filter(name -> name.endsWith(TUNED)).toList(),
                figures);
        add(
                all,
                "Debezium with its defaults",
                debezium.stream().filter(name -> !name.endsWith(TUNED)).toList(),
                figures);
        return all;
    }

    private static void add(List<Comparison> all, String group, List<String> names, Figures figures) {
        if (names.isEmpty() || !figures.isComplete(US)) {
            return;
        }
        String fastest = names.get(0);
        String leastCpu = names.get(0);
        for (String name : names) {
            fastest = value(figures.rate(name)) > value(figures.rate(fastest)) ? name : fastest;
            leastCpu = value(figures.cpuSeconds(name)) < value(figures.cpuSeconds(leastCpu)) ? name : leastCpu;
        }
        all.add(new Comparison(
                group,
                fastest,
                value(figures.rate(US)) / value(figures.rate(fastest)),
                leastCpu,
                value(figures.cpuSeconds(US)) / value(figures.cpuSeconds(leastCpu))));
    }

    private static double value(OptionalDouble figure) {
        return figure.orElseThrow();
    }

    /** A sentence for the report. */
    String sentence() {
        return String.format(
                Locale.ROOT,
                "%s: %s drains %.2f times as fast as the fastest (%s), with %.2f times the processor time of the one that"
                        + " takes least (%s).",
                group,
                US,
                rate,
                fastest,
                cpu,
                leastCpu);
    }
}
