package dev.cdcnotifier.runner.ops;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Prometheus' own checker of rules and expressions. */
final class Promtool {

    /** What it printed, and how it ended. */
    record Result(int exitCode, String output) {}

    private Promtool() {}

    static Result run(String... arguments) throws IOException, InterruptedException {
        DebianTool.require("promtool", "prometheus");
        List<String> command = new ArrayList<>(List.of(arguments));
        command.add(0, "promtool");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
