package dev.cdcnotifier.chaos;

import dev.cdcnotifier.chaos.oracle.Deliveries;
import dev.cdcnotifier.chaos.row.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a campaign does. */
record Plan(
        String profile,
        long seed,
        int major,
        int lanes,
        Deliveries deliveries,
        int processKills,
        int postgresKills,
        int kafkaKills,
        Duration mixed,
        List<Row> rows,
        @Nullable Path summary) {

    int faults() {
        return processKills + postgresKills + kafkaKills;
    }

    boolean hasFaults() {
        return faults() > 0 || !mixed.isZero();
    }

    /** The command that does the same again. */
    String command() {
        return "./chaos --profile " + profile + " --seed " + seed + " --postgres " + major + " --lanes " + lanes
                + " --delivery " + deliveries.option()
                + " --kills " + processKills + " --pg-kills " + postgresKills + " --kafka-kills " + kafkaKills
                + " --duration " + mixed.toSeconds() + "s"
                + (rows.isEmpty()
                        ? ""
                        : " --only "
                                + String.join(",", rows.stream().map(Row::id).toList()));
    }
}
