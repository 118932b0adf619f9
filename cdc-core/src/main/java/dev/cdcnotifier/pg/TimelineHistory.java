package dev.cdcnotifier.pg;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * From which timelines a server's log comes, and where each of them was left. See <a
 * href="https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-TIMELINES">Timelines</a>.
 */
public final class TimelineHistory {

    private final Map<Integer, Lsn> forks;

    private TimelineHistory(Map<Integer, Lsn> forks) {
        this.forks = Map.copyOf(forks);
    }

    /**
     * Reads a history file: a line for each timeline before the present one, {@code <timeline> <position> <reason>}.
     *
     * @throws IllegalArgumentException when a line is not of that form
     */
    public static TimelineHistory parse(String content) {
        Map<Integer, Lsn> forks = new HashMap<>();
        for (String line : content.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] fields = line.split("\\s+", 3);
            if (fields.length < 2) {
                throw new IllegalArgumentException("not a line of a timeline history: " + line);
            }
            forks.put(Integer.parseInt(fields[0]), Lsn.parse(fields[1]));
        }
        return new TimelineHistory(forks);
    }

    /** Where the server's log leaves that timeline: what starts there or later on it, the server does not have. */
    public Optional<Lsn> endOf(int timeline) {
        return Optional.ofNullable(forks.get(timeline));
    }
}
