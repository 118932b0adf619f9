package dev.cdcnotifier.chaos.report;

import dev.cdcnotifier.chaos.fault.FaultLog;
import dev.cdcnotifier.chaos.world.Lane;
import dev.cdcnotifier.chaos.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keeps what is needed to understand a failed run. */
public final class FailureFolder {

    private FailureFolder() {}

    /** Writes violations, faults and the runners' logs into a new folder and returns it. */
    public static Path keep(World world, FaultLog log, String command) throws IOException {
        Path folder = Files.createTempDirectory("cdc-chaos-failure-");
        List<String> lines = new ArrayList<>(List.of("again: " + command, ""));
        lines.addAll(world.findings().texts());
        lines.add("");
        log.entries().forEach(entry -> lines.add(entry.toString()));
        Files.write(folder.resolve("history.txt"), lines);
        for (Lane lane : world.lanes()) {
            if (Files.exists(lane.log())) {
                Files.copy(lane.log(), folder.resolve(lane.name() + ".log"));
            }
        }
        return folder;
    }
}
