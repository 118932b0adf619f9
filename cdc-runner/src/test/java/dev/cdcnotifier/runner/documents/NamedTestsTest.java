package dev.cdcnotifier.runner.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A claim is as good as the test that the documents name for it. */
class NamedTestsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern CLAIM = Pattern.compile("`([A-Z]\\w+(?:Test|IT|Properties))(?:#(\\w+))?`");

    @Test
    void every_test_that_a_document_names_is_there() throws IOException {
        Map<String, String> sources = testSources();
        Set<String> named = new TreeSet<>();
        Set<String> missing = new TreeSet<>();
        for (Path document : Documents.below(ROOT)) {
            Matcher claim = CLAIM.matcher(Files.readString(document));
            while (claim.find()) {
                named.add(claim.group());
                String source = sources.getOrDefault(claim.group(1), "");
                if (source.isEmpty() || (claim.group(2) != null && !source.contains("void " + claim.group(2) + "("))) {
                    missing.add(ROOT.relativize(document) + ": " + claim.group());
                }
            }
        }
        assertThat(named).contains("`CanaryIT`", "`StreamingIT#a_quiet_stream_follows_a_busy_server`");
        assertThat(missing).isEmpty();
    }

    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.filter(Files::isDirectory).toList()) {
                Path tests = module.resolve("src/test/java");
                if (Files.isDirectory(tests)) {
                    try (Stream<Path> files = Files.walk(tests)) {
                        for (Path file : files.filter(Files::isRegularFile).toList()) {
                            String name = file.getFileName().toString();
                            sources.put(name.replace(".java", ""), Files.readString(file));
                        }
                    }
                }
            }
        }
        return sources;
    }
}
