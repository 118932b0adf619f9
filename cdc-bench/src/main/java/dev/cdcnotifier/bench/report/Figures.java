package dev.cdcnotifier.bench.report;

import dev.cdcnotifier.bench.measure.Measurement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The runs of everybody and their medians. Who has a run in which not everything arrived has no figure at all. */
final class Figures {

    private final Map<String, List<Measurement>> byName;

    Figures(List<Measurement> measured) {
        byName = measured.stream()
                .collect(Collectors.groupingBy(Measurement::name, LinkedHashMap::new, Collectors.toList()));
    }

    /** In the order of their first runs. */
    Set<String> names() {
        return byName.keySet();
    }

    Map<String, List<Measurement>> runs() {
        return byName;
    }

    List<Measurement> runs(String name) {
        return byName.getOrDefault(name, List.of());
    }

    /** Whether it was measured, and everything arrived in each run. */
    boolean isComplete(String name) {
        return !runs(name).isEmpty() && runs(name).stream().allMatch(Measurement::isComplete);
    }

    OptionalDouble rate(String name) {
        return median(name, Measurement::rate);
    }

    OptionalDouble cpuSeconds(String name) {
        return median(name, run -> run.cpuMillis() / 1000.0);
    }

    /** Of all its runs; nothing when one of them does not count. */
    OptionalDouble median(String name, ToDoubleFunction<Measurement> figure) {
        return isComplete(name) ? OptionalDouble.of(Medians.of(runs(name), figure)) : OptionalDouble.empty();
    }
}
