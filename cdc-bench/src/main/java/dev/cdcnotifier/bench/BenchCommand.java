package dev.cdcnotifier.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The benchmark's command line. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        subcommands = {
            DrainCommand.class,
            LatencyCommand.class,
            GrowthCommand.class,
            AllCommand.class,
            MicroCommand.class
        },
        description = "Measures cdc-notifier on this machine beside what it is compared with.")
final class BenchCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what to measure: drain, latency, growth, all or micro (see --help)");
    }
}
