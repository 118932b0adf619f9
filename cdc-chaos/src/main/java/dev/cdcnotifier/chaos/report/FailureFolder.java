package dev.cdcnotifier.chaos.report;

import dev.cdcnotifier.chaos.fault.FaultLog;
import dev.cdcnotifier.chaos.world.Lane;
import dev.cdcnotifier.chaos.world.World;
import dev.cdcnotifier.testkit.TopicRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps what is needed to understand a failed run. */
public final class FailureFolder {

    private static final Duration READING = Duration.ofMinutes(1);

    private FailureFolder() {}

    /** Writes violations, faults, confirmed positions, records and the runners' logs into a new folder and returns it. */
    public static Path keep(World world, FaultLog log, String command) throws IOException {
        Path folder = Files.createTempDirectory("cdc-chaos-failure-");
        List<String> lines = new ArrayList<>(List.of("again: " + command, ""));
        lines.addAll(world.findings().texts());
        lines.add("");
        log.entries().forEach(entry -> lines.add(entry.toString()));
        Files.write(folder.resolve("history.txt"), lines);
        Files.write(folder.resolve("confirmed.csv"), world.checker().history().lines());
        Files.write(folder.resolve("records.csv"), records(world));
        for (Lane lane : world.lanes()) {
            if (Files.exists(lane.log())) {
                Files.copy(lane.log(), folder.resolve(lane.name() + ".log"));
            }
        }
        return folder;
    }

    /** Where each record lies and which row it came from; not its value. */
    private static List<String> records(World world) {
        List<String> lines = new ArrayList<>(List.of("topic,partition,offset,timestamp,key,cdc-lsn,cdc-seq"));
        try {
            for (TopicRecord record : world.readAll(READING)) {
                lines.add("%s,%d,%d,%d,%s,%s,%s"
                        .formatted(
                                record.topic(),
                                record.partition(),
                                record.offset(),
                                record.timestampMillis(),
                                record.keyText(),
                                record.headers().get("cdc-lsn"),
                                record.headers().get("cdc-seq")));
            }
        } catch (RuntimeException e) {
            lines.add("they cannot be read: " + e);
        }
        return lines;
    }
}
