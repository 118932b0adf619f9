package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What lies in the distribution: its list of components is complete, and no component is known to be bad. */
class DistributionIT {

    private static final Path HOME = RunnerProcess.distribution();

    /** One line of the list of advisories. */
    private record Advisory(String name, String artifact, String firstAffected, String firstMended) {

        boolean affects(String version) {
            return compare(version, firstAffected) >= 0 && compare(version, firstMended) < 0;
        }
    }

    @Test
    void the_bill_of_materials_lists_everything_in_lib() throws IOException {
        Map<String, String> components = components();
        assertThat(components)
                .containsKeys(
                        "org.apache.kafka:kafka-clients", "org.postgresql:postgresql", "org.apache.thrift:libthrift");
        Set<String> listed = components.entrySet().stream()
                .map(entry ->
                        entry.getKey().substring(entry.getKey().indexOf(':') + 1) + '-' + entry.getValue() + ".jar")
                .collect(Collectors.toSet());
        Set<String> lib = lib();
        assertThat(lib).hasSizeGreaterThan(10);
        lib.removeIf(jar -> jar.startsWith("cdc-runner-"));
        assertThat(listed).containsAll(lib);
    }

    @Test
    void no_component_lies_in_the_range_of_a_known_advisory() throws IOException {
        Map<String, String> components = components();
        List<Advisory> advisories = advisories();
        assertThat(advisories).hasSizeGreaterThan(10);
        assertThat(advisories)
                .filteredOn(advisory -> {
                    String version = components.get(advisory.artifact());
                    return version != null && advisory.affects(version);
                })
                .isEmpty();
    }

    @Test
    void versions_are_compared_by_their_numbers() {
        Advisory advisory = new Advisory("x", "y", "4.1.0", "4.1.10");
        assertThat(Stream.of("4.1.0", "4.1.0-rc1", "4.1.9", "4.1.9.1")).allMatch(advisory::affects);
        assertThat(Stream.of("4.0.12", "4.1.10", "4.1.11", "10.0")).noneMatch(advisory::affects);
    }

    /** The version of each component by {@code group:name}. */
    private static Map<String, String> components() {
        Config bom = ConfigFactory.parseFile(HOME.resolve("bom.json").toFile());
        assertThat(bom.getString("bomFormat")).isEqualTo("CycloneDX");
        Map<String, String> versions = new HashMap<>();
        for (Config component : bom.getConfigList("components")) {
            versions.put(
                    component.getString("group") + ':' + component.getString("name"), component.getString("version"));
        }
        return versions;
    }

    private static Set<String> lib() throws IOException {
        try (Stream<Path> jars = Files.list(HOME.resolve("lib"))) {
            return jars.map(jar -> jar.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static List<Advisory> advisories() throws IOException {
        try (InputStream in = Objects.requireNonNull(DistributionIT.class.getResourceAsStream("/advisories.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.strip().split("\\s+"))
                    .map(words -> new Advisory(words[0], words[1], words[2], words[3]))
                    .toList();
        }
    }

    private static int compare(String one, String other) {
        List<Integer> left = numbers(one);
        List<Integer> right = numbers(other);
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            int difference = Integer.compare(i < left.size() ? left.get(i) : 0, i < right.size() ? right.get(i) : 0);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    /** What comes after a hyphen names a build or a candidate and does not count. */
    private static List<Integer> numbers(String version) {
        List<Integer> numbers = new ArrayList<>();
        for (String part : version.replaceFirst("-.*", "").split("\\.")) {
            numbers.add(part.matches("\\d+") ? Integer.parseInt(part) : 0);
        }
        return numbers;
    }
}
