package dev.cdcnotifier.chaos.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogPaceTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit's
    private Path folder;

    @Test
    void the_same_cause_within_five_seconds_is_too_soon() throws IOException {
        assertThat(
                        tooSoon(
                                "2026-11-21T14:44:32.000Z WARN  FailureLog stream failed stream=a/b reason=kafka attempts=1: x 1",
                                "2026-11-21T14:44:34.000Z WARN  FailureLog stream failed stream=a/b reason=postgres attempts=1: y",
                                "2026-11-21T14:44:36.900Z WARN  FailureLog stream failed stream=a/b reason=kafka attempts=1: x 2"))
                .singleElement()
                .asString()
                .contains("x 2");
    }

    @Test
    void other_causes_later_lines_and_another_life_are_not() throws IOException {
        assertThat(tooSoon(
                        "2026-11-21T14:44:32.000Z WARN  Joins slot=1 position=0/A0",
                        "2026-11-21T14:44:37.000Z WARN  Joins slot=2 position=0/B0",
                        "2026-11-21T14:44:37.100Z INFO  StartLog cdc-notifier 0.1.0",
                        "2026-11-21T14:44:37.200Z WARN  Joins slot=2 position=0/B0",
                        "2026-11-21T14:44:37.300Z INFO  Joins slot=2 position=0/B0"))
                .isEmpty();
    }

    private List<String> tooSoon(String... lines) throws IOException {
        return LogPace.tooSoon(Files.write(folder.resolve("log"), List.of(lines)));
    }
}
