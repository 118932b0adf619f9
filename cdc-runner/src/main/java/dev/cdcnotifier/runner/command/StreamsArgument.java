package dev.cdcnotifier.runner.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code NAME…}: which streams a command is about, the same for every command. */
final class StreamsArgument {

    @Parameters(
            paramLabel = "NAME",
            description =
                    "The streams: DB/SLOT as status and check show it, or the slot alone where only one database has"
                            + " it. Default: all.")
    private final List<String> names = new ArrayList<>();

    @Option(
            names = {"-s", "--slot", "--only"},
            hidden = true,
            paramLabel = "NAME")
    private final List<String> former = new ArrayList<>();

    /** As they were typed; empty when none was. */
    List<String> names() {
        return Stream.concat(names.stream(), former.stream()).toList();
    }
}
