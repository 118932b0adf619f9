package dev.cdcnotifier.chaos.oracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How often a runner says the same in its log: one line in five seconds and cause is what a person can read. */
public final class LogPace {

    private static final Duration LEAST = Duration.ofSeconds(5);
    private static final Pattern LINE = Pattern.compile("(\\d{4}-\\d\\d-\\S+) (WARN|ERROR)\\s+(.*)");
    private static final Pattern STARTED = Pattern.compile("\\S+ INFO\\s+StartLog .*");
    private static final Pattern REASON = Pattern.compile(" reason=(\\w+)");
    private static final Pattern DIFFERS = Pattern.compile("[0-9A-F]+/[0-9A-F]+|\\d+");

    private LogPace() {}

    /** The lines that came too soon after another of the same cause, in the same life of the process. */
    public static List<String> tooSoon(Path log) throws IOException {
        Map<String, OffsetDateTime> last = new HashMap<>();
        List<String> found = new ArrayList<>();
        try (Stream<String> lines = Files.lines(log)) {
            lines.forEach(text -> {
                if (STARTED.matcher(text).matches()) {
                    last.clear();
                }
                Matcher line = LINE.matcher(text);
                if (line.matches()) {
                    OffsetDateTime at = OffsetDateTime.parse(line.group(1));
                    OffsetDateTime before = last.put(cause(line.group(3)), at);
                    if (before != null && Duration.between(before, at).compareTo(LEAST) < 0) {
                        found.add(text);
                    }
                }
            });
        }
        return found;
    }

    /** A failure's reason; of other lines the text without its numbers. */
    private static String cause(String text) {
        Matcher reason = REASON.matcher(text);
        return reason.find() ? reason.group(1) : DIFFERS.matcher(text).replaceAll("#");
    }
}
