package dev.cdcnotifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.replication.Reason;
import dev.cdcnotifier.supervision.WorkerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever is woken by a reason finds it in the documents. */
class RunbookTest {

    /** The ways in which the sources name a reason. */
    private static final Pattern IN_SOURCES = Pattern.compile(
            "(?:new Failure\\(\\s*FailureKind\\.\\w+,|operator\\(|wrong\\(|new DeliveryException\\(\\s*(?:Delivery"
                    + "Exception\\.)?Kind\\.\\w+,|The reason of [^\"]*=)\\s*\"([a-z_]+)\"");

    private static final Pattern IN_RUNBOOK = Pattern.compile("(?m)^### `([a-z_]+)`$");
    private static final Pattern IN_OPERATIONS = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| \\(?[A-Z]");

    @Test
    void every_reason_has_its_section_in_the_runbook_and_its_line_in_operations() throws IOException {
        Set<String> reasons = reasons();
        assertThat(reasons)
                .contains("slot_missing", "postgres_tls", "delivery_deadline", "poison_row", "topic_missing");
        assertThat(all(IN_RUNBOOK, read("../docs/runbooks/stopped-streams.md"))).containsExactlyElementsOf(reasons);
        assertThat(all(IN_OPERATIONS, read("../docs/operations.md"))).containsExactlyElementsOf(reasons);
    }

    private static Set<String> reasons() throws IOException {
        Set<String> reasons = new TreeSet<>();
        for (Reason reason : Reason.values()) {
            reasons.add(reason.code());
        }
        reasons.add(new WorkerState.Backpressure().reason());
        reasons.add(new WorkerState.Starting("a transaction").reason());
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                reasons.addAll(all(IN_SOURCES, Files.readString(source)));
            }
        }
        return reasons;
    }

    private static Set<String> all(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static String read(String path) throws IOException {
        return Files.readString(Path.of(path));
    }
}
