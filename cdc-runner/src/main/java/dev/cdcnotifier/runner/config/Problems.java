package dev.cdcnotifier.runner.config;

import com.typesafe.config.ConfigOrigin;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong; the same problem found twice counts once. */
final class Problems {

    private final Set<ConfigProblem> found = new LinkedHashSet<>();

    void add(String path, String message, ConfigOrigin origin) {
        found.add(ConfigProblem.at(path, message, origin));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** All of them, from the top of the file to its end. */
    List<ConfigProblem> inOrderOfTheFile() {
        return found.stream()
                .sorted(Comparator.comparingInt(ConfigProblem::line))
                .toList();
    }
}
